import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { findTracesBetween, spanCount, type Trace } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { attributeNames } from '@ai-teacher/service-kit/telemetry/names.ts';
import type { RunningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';

/** A span has a statement up to this length. A longer one may name more tables. */
const maxStatementLength = 2_000;
/** More than a round of this test sends to one service. */
const maxTraces = 20_000;

/**
 * Reads from the spans of a service which of its tables each request since an instant used: those that its
 * statements name, or every table when a statement is cut.
 *
 * @returns the tables by request id.
 */
export const usedTables = async (
  mesh: RunningMesh,
  { service, tables, since }: { service: StoringService; tables: readonly string[]; since: Date },
): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const used = new Map<string, ReadonlySet<string>>();
  for (const { spans } of await settledTraces(mesh, service, since)) {
    const requestId = spans.map(({ tags }) => tags[attributeNames.requestId]).find((id) => id !== undefined);
    const statements = spans
      .filter((span) => span.service === `${service}-service`)
      .flatMap(({ tags }) => (typeof tags['db.query.text'] === 'string' ? [tags['db.query.text']] : []));
    const named = statements.some(({ length }) => length >= maxStatementLength)
      ? tables
      : tables.filter((table) => statements.some((statement) => nameOf(table).test(statement)));
    const known = used.get(String(requestId)) ?? new Set<string>();
    used.set(String(requestId), new Set([...known, ...named]));
  }
  return used;
};

const nameOf = (table: string): RegExp => new RegExp(`\\b${table}\\b`);

/** Spans arrive within seconds. Reads again until nothing was added. */
const settledTraces = async (mesh: RunningMesh, service: string, since: Date): Promise<Trace[]> => {
  let seen: Trace[] = [];
  return waitUntil(
    async () => {
      const before = spanCount(seen);
      const period = { service: `${service}-service`, from: since, to: new Date(), limit: maxTraces };
      seen = await findTracesBetween(mesh.jaegerUrl, period);
      return before > 0 && spanCount(seen) === before ? seen : undefined;
    },
    { what: `the spans of ${service}`, timeoutSeconds: 60, everyMilliseconds: 3_000 },
  );
};
