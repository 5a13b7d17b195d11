import { randomBytes } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { residentMemory } from '@ai-teacher/bench/machine/peak-memory.ts';
import { processorTimes } from '@ai-teacher/bench/machine/processor-time.ts';
import { qdrantPart } from '@ai-teacher/local-mesh/parts/qdrant.ts';
import type { PartRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import type { Server } from './segments.ts';
import { forgetUse, wholeVectorsOf } from './whole-vectors.ts';

/** A Qdrant whose memory, disk and processor time are those of one index. */
export type OwnQdrant = {
  readonly server: Server;
  /** Stops and starts it, so that no memory of the building of the index stays. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Megabytes in memory. */
  readonly residentMegabytes: () => number;
  /** Megabytes of whole vectors in memory: with VECTORS_ON_DISK the system may take them back. */
  readonly wholeVectorMegabytes: () => number;
  /** Kilobytes of whole vectors that `work` reads, from memory or from disk. */
  readonly readKilobytes: (work: () => Promise<unknown>) => Promise<number>;
  /** Megabytes of the segments of a collection, without the log of its writes. */
  readonly diskMegabytes: (collection: string) => Promise<number>;
  /** Since its start. */
  readonly processorMilliseconds: () => number;
};

const stopSeconds = 60;

export const startOwnQdrant = async (
  runner: PartRunner,
  folder: string,
  name: string,
): Promise<OwnQdrant> => {
  const [httpPort = 0, grpcPort = 0] = await pickFreePorts(2);
  const apiKey = randomBytes(16).toString('hex');
  const dataDirectory = path.join(folder, name);
  await mkdir(dataDirectory, { recursive: true });
  const part = { ...qdrantPart({ httpPort, grpcPort, dataDirectory, apiKey }), name: `qdrant-${name}` };
  let running = await runner.start(part);
  return {
    server: { url: `http://127.0.0.1:${httpPort}`, apiKey },
    stop: async () => {
      await running.stop(stopSeconds);
    },
    restart: async () => {
      await running.stop(stopSeconds);
      running = await runner.start(part);
    },
    residentMegabytes: () => residentMemory(running.identity.pid).current ?? Number.NaN,
    wholeVectorMegabytes: () => wholeVectorsOf(running.identity.pid).resident / 1_024,
    readKilobytes: async (work) => {
      forgetUse(running.identity.pid);
      await work();
      return wholeVectorsOf(running.identity.pid).used;
    },
    diskMegabytes: (collection) =>
      megabytesBelow(path.join(dataDirectory, 'storage/collections', collection)),
    processorMilliseconds: () =>
      processorTimes(new Map([[name, running.identity.pid]])).get(name) ?? Number.NaN,
  };
};

const bytesPerBlock = 512;

/** The space that files take: Qdrant makes files longer than their content. */
const megabytesBelow = async (folder: string): Promise<number> => {
  let blocks = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes(`${path.sep}wal`)) continue;
    blocks += (await stat(path.join(entry.parentPath, entry.name))).blocks;
  }
  return (blocks * bytesPerBlock) / 2 ** 20;
};
