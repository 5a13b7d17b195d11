import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { callBroker } from '../src/broker/broker-client.ts';
import { createTestDatabase, redisUrl, testQdrant } from '../src/parts/parts.ts';

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('the parts that tests run on', () => {
  it('give each test file a migrated PostgreSQL database of its own', async () => {
    const [one, other] = await Promise.all([createTestDatabase('user'), createTestDatabase('user')]);
    await query(one.url, 'create table only_here (id int)');
    expect(await query(other.url, `select to_regclass('only_here') as found`)).toEqual([{ found: null }]);
    expect(
      await query(other.url, `select to_regclass('graphile_worker._private_jobs') is not null as found`),
    ).toEqual([{ found: true }]);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('refuse a service at the database of another service', async () => {
    const [user, chat] = await Promise.all([createTestDatabase('user'), createTestDatabase('chat')]);
    const trespass = new URL(user.url);
    trespass.pathname = new URL(chat.url).pathname;
    await expect(query(trespass.href, 'select 1')).rejects.toThrow('permission denied for database');
    await Promise.all([user.drop(), chat.drop()]);
  });

  it('give each request an empty Redis database', async () => {
    const [one, other] = [new Redis(await redisUrl()), new Redis(await redisUrl())];
    await one.set('key', 'value');
    expect(await other.get('key')).toBeNull();
    one.disconnect();
    other.disconnect();
  });

  it('include a Qdrant that requires its key', async () => {
    const { url, apiKey } = await testQdrant();
    expect((await fetch(`${url}/collections`)).status).toBe(401);
    expect((await fetch(`${url}/collections`, { headers: { 'api-key': apiKey } })).status).toBe(200);
  });

  it('never drop a database that is not a test database', async () => {
    await expect(callBroker('dropDatabase', 'postgres')).rejects.toThrow('postgres is no test database');
  });
});
