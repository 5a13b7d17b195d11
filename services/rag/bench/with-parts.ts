import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brokerVariable } from '@ai-teacher/test-kit/broker/broker-client.ts';
import { serveCalls } from '@ai-teacher/test-kit/broker/broker-server.ts';
import { createPartsBroker } from '@ai-teacher/test-kit/parts/parts-broker.ts';

/**
 * Runs a benchmark beside PostgreSQL, Redis and Qdrant of its own, and ends the process: with code 0 when the
 * benchmark returns true, otherwise with code 1.
 */
export const runWithParts = async (run: () => Promise<boolean>): Promise<never> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-bench-'));
  const parts = createPartsBroker(folder);
  process.once('exit', parts.closeNow);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const { close, closeNow: _, ...calls } = parts;
  const broker = await serveCalls(calls);
  process.env[brokerVariable] = broker.url;
  let isMet = false;
  try {
    isMet = await run();
  } catch (error) {
    // The workers of an open app fail as soon as its database ends, before the error would be printed.
    process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  } finally {
    await broker.close();
    await close();
  }
  process.exit(isMet ? 0 : 1);
};
