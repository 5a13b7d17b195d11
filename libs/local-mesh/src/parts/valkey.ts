import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { findBinary } from '../provision/find-binary.ts';
import type { Part } from './part.ts';

export type ValkeyOptions = {
  port: number;
  dataDirectory: string;
  databases?: number;
};

/** Valkey as the store of rate counters: nothing is written to disk, memory is bounded. */
export const valkeyPart = ({ port, dataDirectory, databases = 16 }: ValkeyOptions): Part => {
  return {
    name: 'redis',
    dependsOn: [],
    startSeconds: 20,
    stopGraceSeconds: 1,
    provision: async (report) => {
      await findBinary('valkey', report);
    },
    prepare: async () => {
      await mkdir(dataDirectory, { recursive: true });
      const { file } = await findBinary('valkey');
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dataDirectory];
      args.push(
        '--save',
        '',
        '--appendonly',
        'no',
        '--maxmemory',
        '128mb',
        '--maxmemory-policy',
        'volatile-ttl',
        '--databases',
        String(databases),
      );
      return { command: file, args, environment: {}, workingDirectory: dataDirectory, stopSignal: 'SIGTERM' };
    },
    isHealthy: () => answersPing(port),
  };
};

/** Sends one inline PING of the Redis protocol. Any answer except PONG means "not yet". */
const answersPing = async (port: number): Promise<boolean> => {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer to PING')));
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', reject);
  });
};
