import { listFacts, readFactDigests } from '@ai-teacher/contracts/access/fact-exchange.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import type { FactSource } from '../domain/fact-source.ts';

/** A digest reads a sixteenth of all facts, so it may take longer than a page. */
const digestTimeoutMilliseconds = 20_000;
const pageTimeoutMilliseconds = 5_000;

/** The service user, which owns the facts. The gateway repeats a failed read; then the job is repeated. */
export const meshFactSource = (mesh: MeshClient): FactSource => ({
  readDigests: async (body) =>
    (await mesh.call(readFactDigests, { body, timeoutMilliseconds: digestTimeoutMilliseconds })).items,
  listFacts: (body) => mesh.call(listFacts, { body, timeoutMilliseconds: pageTimeoutMilliseconds }),
});
