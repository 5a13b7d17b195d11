import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { findBinary } from '../provision/find-binary.ts';
import { answersOk } from './http-health.ts';
import type { Part } from './part.ts';

export type QdrantOptions = {
  httpPort: number;
  grpcPort: number;
  dataDirectory: string;
  apiKey: string;
};

/** Qdrant as a single node. Its collections can be rebuilt from rag_db. */
export const qdrantPart = ({ httpPort, grpcPort, dataDirectory, apiKey }: QdrantOptions): Part => {
  return {
    name: 'qdrant',
    dependsOn: [],
    startSeconds: 60,
    stopGraceSeconds: 2,
    provision: async (report) => {
      await findBinary('qdrant', report);
    },
    prepare: async () => {
      await mkdir(dataDirectory, { recursive: true });
      const { file } = await findBinary('qdrant');
      return {
        command: file,
        args: ['--disable-telemetry'],
        environment: {
          QDRANT__SERVICE__HOST: '127.0.0.1',
          QDRANT__SERVICE__HTTP_PORT: String(httpPort),
          QDRANT__SERVICE__GRPC_PORT: String(grpcPort),
          QDRANT__SERVICE__API_KEY: apiKey,
          QDRANT__SERVICE__ENABLE_STATIC_CONTENT: 'false',
          QDRANT__STORAGE__STORAGE_PATH: path.join(dataDirectory, 'storage'),
          QDRANT__STORAGE__SNAPSHOTS_PATH: path.join(dataDirectory, 'snapshots'),
          QDRANT__LOG_LEVEL: 'INFO',
          QDRANT_INIT_FILE_PATH: path.join(dataDirectory, 'initialised'),
        },
        workingDirectory: dataDirectory,
        stopSignal: 'SIGTERM',
      };
    },
    isHealthy: () => answersOk(httpPort, '/readyz'),
  };
};
