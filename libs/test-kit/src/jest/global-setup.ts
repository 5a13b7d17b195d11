import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { endLeftovers } from '@ai-teacher/local-mesh/process/ledger.ts';
import { identify, isAlive } from '@ai-teacher/local-mesh/process/process-identity.ts';
import { brokerVariable } from '../broker/broker-client.ts';
import { serveCalls } from '../broker/broker-server.ts';
import { createMeshBroker } from '../mesh/mesh-broker.ts';
import { createPartsBroker } from '../parts/parts-broker.ts';
import { meshFilesOfRun } from './mesh-first.ts';

/** Once per run, before the first test file: a broker that starts real parts when a test asks for them. */
export default async function startTestRun(): Promise<void> {
  const root = path.join(tmpdir(), `ai-teacher-tests-${userInfo().uid}`);
  await clearDeadRuns(root);
  const self = identify(process.pid);
  const stateDirectory = path.join(root, `${self?.pid}-${self?.startedAt.replaceAll(/\W/g, '_')}`);
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const parts = createPartsBroker(stateDirectory);
  const whole = createMeshBroker(stateDirectory, meshFilesOfRun());
  const { close: closeParts, closeNow: killParts, ...partCalls } = parts;
  const { close: closeMesh, closeNow: killMesh, ...meshCalls } = whole;
  const server = await serveCalls({ ...partCalls, ...meshCalls });
  process.env[brokerVariable] = server.url;
  const close = async () => {
    await server.close();
    await closeMesh();
    await closeParts();
  };
  // For global-teardown.ts, which jest loads as a module of its own.
  Reflect.set(globalThis, Symbol.for('ai-teacher.test-run.close'), close);
  // Ctrl-C ends jest without its teardown.
  process.once('exit', () => {
    killMesh();
    killParts();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
}

/** Ends the parts that killed runs left running. The folder of a run is named after its process. */
const clearDeadRuns = async (root: string): Promise<void> => {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(root)) {
    const [, pid, startedAt] = /^(\d+)-(\w+)$/.exec(name) ?? [];
    const alive = pid && startedAt && isAlive({ pid: Number(pid), startedAt });
    if (alive) continue;
    await endLeftovers(path.join(root, name, 'processes.json'));
    await endLeftovers(path.join(root, name, 'mesh', 'processes.json'));
    rmSync(path.join(root, name), { recursive: true, force: true });
  }
};
