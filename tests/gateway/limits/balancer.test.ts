import { randomInt, randomUUID } from 'node:crypto';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshAddress as freshPeer, type Reply } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const freshAddress = (): string => `203.0.${randomInt(0, 255)}.${randomInt(1, 255)}`;

/** A login that arrives from `peer` with the addresses of `forwardedFor` in its header. */
const login = (peer: string, forwardedFor: string): Promise<Reply> =>
  standIn.edge({
    path: '/api/auth/login',
    body: '{}',
    from: peer,
    headers: { 'x-forwarded-for': forwardedFor, 'x-forwarded-proto': 'https' },
  });

const remaining = ({ headers }: Reply): number => Number(headers['x-ratelimit-remaining']);
const clientOf = async ({ headers }: Reply) => (await standIn.logged(String(headers['x-request-id']))).client;

/** Repeats `attempt` until it ran within one clock minute, the unit of the counters. */
const withinOneMinute = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (;;) {
    const minute = Math.floor(Date.now() / 60_000);
    const result = await attempt();
    if (Math.floor(Date.now() / 60_000) === minute) return result;
  }
};

describe('as shipped, the client is the peer of the connection', () => {
  it('log, count and service use the peer’s address and ignore X-Forwarded-For', async () => {
    const peer = freshPeer();
    const replies = await withinOneMinute(async () => {
      standIn.takeRecorded();
      return [await login(peer, freshAddress()), await login(peer, freshAddress())] as const;
    });
    const [first, second] = replies;
    expect(remaining(second)).toBe(remaining(first) - 1);
    expect(await clientOf(second)).toBe(peer);
    for (const { headers } of standIn.takeRecorded()) expect(headers['x-forwarded-for']).toBe(peer);
    expect(second.headers['strict-transport-security']).toBeUndefined();
  });
});

describe('behind one balancer, with xff_num_trusted_hops: 1', () => {
  const balancer = freshPeer();
  beforeAll(async () => {
    await standIn.change('lds.yaml', (text) =>
      text.replace('xff_num_trusted_hops: &trusted-hops 0', 'xff_num_trusted_hops: &trusted-hops 1'),
    );
    const taken = { what: 'the trusted hop', timeoutSeconds: 15 };
    await waitUntil(
      async () => (await clientOf(await login(balancer, '198.51.100.1'))) === '198.51.100.1',
      taken,
    );
  });

  it('log, count and service use the address that the balancer saw', async () => {
    const client = freshAddress();
    const { same, other } = await withinOneMinute(async () => {
      standIn.takeRecorded();
      const same = [await login(balancer, client), await login(balancer, client)];
      return { same, other: await login(balancer, freshAddress()) };
    });
    expect(same.map(remaining)).toEqual([99, 98]);
    expect(remaining(other)).toBe(99);
    expect(await clientOf(same[0] as Reply)).toBe(client);
    expect(standIn.takeRecorded()[0]?.headers['x-forwarded-for']).toBe(client);
  });

  it('addresses that the client wrote before the balancer’s are ignored', async () => {
    const client = freshAddress();
    const replies = await withinOneMinute(async () => [
      await login(balancer, `${freshAddress()}, ${client}`),
      await login(balancer, `127.0.0.1, ${freshAddress()}, ${client}`),
      await login(balancer, client),
    ]);
    expect(replies.map(remaining)).toEqual([99, 98, 97]);
    for (const reply of replies) expect(await clientOf(reply)).toBe(client);
  });

  it('identity headers are still removed, and TLS at the balancer counts as TLS', async () => {
    standIn.takeRecorded();
    const reply = await standIn.edge({
      path: '/api/auth/login',
      body: '{}',
      headers: {
        'x-forwarded-for': freshAddress(),
        'x-forwarded-proto': 'https',
        'x-forwarded-client-cert': 'URI=spiffe://ai-teacher/chat',
        'x-forwarded-host': 'evil.example',
        'x-user-id': randomUUID(),
      },
    });
    const [seen] = standIn.takeRecorded();
    for (const name of ['x-user-id', 'x-forwarded-client-cert', 'x-forwarded-host', 'x-forwarded-proto'])
      expect(seen?.headers).not.toHaveProperty(name);
    expect(reply.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });
});
