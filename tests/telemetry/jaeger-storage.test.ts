import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answersOk } from '@ai-teacher/local-mesh/parts/http-health.ts';
import type { Part } from '@ai-teacher/local-mesh/parts/part.ts';
import { type PartRunner, partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import { jaegerConfiguration } from '@ai-teacher/tooling/deploy/configuration.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { sendTrace } from './made-up-spans.ts';

const bundled = parse(jaegerConfiguration());
const { keys, values } = bundled.extensions.jaeger_storage.backends.recent.badger.directories;

let folder = '';
let runner: PartRunner;
let ports: { spans: number; pages: number; health: number };
let jaeger: Part;

/** The file of Kubernetes with folders and ports of this test. Its spans come over HTTP. */
const configurationHere = (grpc: number): string =>
  stringify({
    ...bundled,
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${ports.spans}` } } } },
  })
    .replaceAll('/badger/', `${folder}/badger/`)
    .replace('0.0.0.0:13133', `127.0.0.1:${ports.health}`)
    .replace('0.0.0.0:16686', `127.0.0.1:${ports.pages}`)
    .replace('0.0.0.0:16685', `127.0.0.1:${grpc}`);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-jaeger-'));
  runner = partRunner(folder);
  const [spans = 0, pages = 0, health = 0, grpc = 0] = await pickFreePorts(4);
  ports = { spans, pages, health };
  const file = path.join(folder, 'jaeger.yaml');
  await mkdir(path.join(folder, 'badger'));
  await writeFile(file, configurationHere(grpc));
  jaeger = {
    ...{ name: 'jaeger', dependsOn: [], startSeconds: 60, stopGraceSeconds: 10 },
    provision: async (report) => {
      await findBinary('jaeger', report);
    },
    prepare: async () => ({
      command: (await findBinary('jaeger')).file,
      args: ['--config', file],
      ...{ environment: {}, workingDirectory: folder, stopSignal: 'SIGTERM' },
    }),
    isHealthy: () => answersOk(health, '/status'),
  };
}, 120_000);
afterAll(async () => {
  await runner.stopAll();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** The names of the spans that Jaeger has of a trace. */
const spansOf = async (traceId: string): Promise<string[]> => {
  const answer = await fetch(`http://127.0.0.1:${ports.pages}/api/traces/${traceId}`);
  if (!answer.ok) return [];
  const { data } = (await answer.json()) as { data: { spans: { operationName: string }[] }[] };
  return data.flatMap(({ spans }) => spans.map(({ operationName }) => operationName));
};

const waitForTrace = (traceId: string): Promise<true> =>
  waitUntil(async () => (await spansOf(traceId)).length > 0, { what: 'the trace', timeoutSeconds: 60 });

describe('Jaeger with the configuration of Kubernetes', () => {
  it('has stored traces after a stop and after a kill, because they are on its volume', async () => {
    expect([keys, values]).toEqual(['/badger/keys', '/badger/values']);
    const first = await runner.start(jaeger);
    const traceId = await sendTrace(ports.spans, 'exam-service', [{ name: 'before the stop' }]);
    await waitForTrace(traceId);
    await first.stop(10);
    const second = await runner.start(jaeger);
    expect(await spansOf(traceId)).toEqual(['before the stop']);
    const later = await sendTrace(ports.spans, 'exam-service', [{ name: 'before the kill' }]);
    await waitForTrace(later);
    process.kill(second.identity.pid, 'SIGKILL');
    await second.ended;
    await runner.start(jaeger);
    expect([await spansOf(traceId), await spansOf(later)]).toEqual([
      ['before the stop'],
      ['before the kill'],
    ]);
  }, 240_000);
});
