import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { valkeyPart } from '@ai-teacher/local-mesh/parts/valkey.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { Redis } from 'ioredis';

export type OwnRedis = {
  readonly url: string;
  /** Leaves no memory for another byte. */
  readonly fill: () => Promise<void>;
  /** The number of keys that the memory bound has deleted. */
  readonly evicted: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/** Starts a Redis of the caller alone, with the arguments of the mesh, for tests that fill its memory. */
export const startOwnRedis = async (): Promise<OwnRedis> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-redis-'));
  const [port] = (await pickFreePorts(1)) as [number];
  const runner = partRunner(folder);
  await runner.start(valkeyPart({ port, dataDirectory: path.join(folder, 'redis') }));
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url);
  return {
    url,
    fill: async () => void (await client.config('SET', 'maxmemory', '1')),
    evicted: async () => Number(/evicted_keys:(\d+)/.exec(await client.info('stats'))?.[1]),
    close: async () => {
      client.disconnect();
      await runner.stopAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
