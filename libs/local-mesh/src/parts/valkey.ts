import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { findBinary } from '../provision/find-binary.ts';
import type { Part } from './part.ts';

/**
 * The two stores of counters. Each counts for a refusal, so neither evicts a counter: a full store answers
 * errors, and its limits fail as without a store (envoy/README.md, services/auth/README.md). They are two
 * processes because databases of one process share its memory: counters of the edge would fill the store of
 * password attempts.
 */
export const counterStores = {
  /** Password attempts of auth and questions of chat. An attempt is counted for up to 24 hours. */
  redis: { maxMemory: '256mb' },
  /** The counters of ratelimit, each for a minute. */
  'redis-edge': { maxMemory: '128mb' },
} as const;
type CounterStore = keyof typeof counterStores;

/** The arguments that decide about memory and disk, the same natively and in containers. */
export const valkeyArguments = (store: CounterStore): string[] => [
  '--save',
  '',
  '--appendonly',
  'no',
  '--maxmemory',
  counterStores[store].maxMemory,
  '--maxmemory-policy',
  'noeviction',
];

export type ValkeyOptions = {
  name?: CounterStore;
  port: number;
  dataDirectory: string;
  databases?: number;
  /** The password that clients must send; none for a store of tests. */
  password?: string;
};

/** Valkey as a store of counters: nothing is written to disk, memory is bounded, nothing is evicted. */
export const valkeyPart = ({
  name = 'redis',
  port,
  dataDirectory,
  databases = 16,
  password,
}: ValkeyOptions): Part => {
  return {
    name,
    dependsOn: [],
    startSeconds: 20,
    stopGraceSeconds: 1,
    provision: async (report) => {
      await findBinary('valkey', report);
    },
    prepare: async () => {
      await mkdir(dataDirectory, { recursive: true });
      const { file } = await findBinary('valkey');
      // In a file, because every user of this machine can read the arguments of a process.
      const settings = path.join(dataDirectory, 'valkey.conf');
      await writeFile(settings, password ? `requirepass ${password}\n` : '', { mode: 0o600 });
      const args = [settings, '--port', String(port), '--bind', '127.0.0.1', '--dir', dataDirectory];
      args.push(...valkeyArguments(name), '--databases', String(databases));
      return { command: file, args, environment: {}, workingDirectory: dataDirectory, stopSignal: 'SIGTERM' };
    },
    isHealthy: () => answersPing(port, password),
  };
};

/** Sends one inline PING of the Redis protocol. Any answer except PONG means "not yet". */
const answersPing = async (port: number, password?: string): Promise<boolean> => {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () =>
      socket.write(`${password ? `AUTH ${password}\r\n` : ''}PING\r\n`),
    );
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer to PING')));
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
      if (answer.split('\n').length <= (password ? 2 : 1)) return;
      resolve(answer.includes('+PONG'));
      socket.destroy();
    });
    socket.once('error', reject);
  });
};
