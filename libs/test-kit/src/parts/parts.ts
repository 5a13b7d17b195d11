import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { callBroker } from '../broker/broker-client.ts';
import type { QdrantAccess } from './parts-broker.ts';

export type OwnDatabase = {
  /** Connects as the service's own role to a database of this caller only. */
  url: string;
  drop(): Promise<void>;
};

/**
 * A fresh, migrated database of the service: copied from a template that is migrated once per run, so this
 * takes some tens of milliseconds. Call it in `beforeAll`, and `drop` it in `afterAll`.
 */
export const createTestDatabase = async (service: StoringService): Promise<OwnDatabase> => {
  const { name, url } = await callBroker<{ name: string; url: string }>('createDatabase', service);
  return { url, drop: () => callBroker('dropDatabase', name) };
};

/** The address of an empty Redis database for this caller only. Call it once per test file. */
export const redisUrl = async (): Promise<string> => {
  return callBroker('redisUrl');
};

/** The only Qdrant of the run. Separate tests by institution, or by a collection name of their own. */
export const testQdrant = async (): Promise<QdrantAccess> => {
  return callBroker('qdrant');
};

export const qdrantUrl = async (): Promise<string> => {
  return (await testQdrant()).url;
};
