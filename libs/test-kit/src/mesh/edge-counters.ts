import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import { stateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { Redis } from 'ioredis';
import type { RunningMesh } from './running-mesh.ts';

/**
 * Forgets all requests that the limits of the gateway have counted. Only for a test file that uses the mesh
 * alone, because it changes the limits of all people.
 */
export const forgetEdgeCounts = async (mesh: RunningMesh): Promise<void> => {
  const { REDIS_PASSWORD: password } = await openSecrets(stateDirectory(mesh.stateDirectory).secrets, {});
  const port = portOf(mesh.addresses, 'redis-edge', 'redis');
  const store = new Redis({ host: '127.0.0.1', port, password, maxRetriesPerRequest: 1 });
  try {
    await store.flushall();
  } finally {
    store.disconnect();
  }
};
