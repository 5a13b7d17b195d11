import { randomUUID } from 'node:crypto';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const forged = { 'x-client-address': '10.0.0.1', 'x-forwarded-for': '10.0.0.1, 10.0.0.2' };
const login = { path: '/api/auth/login', body: '{}' };
/** The addresses that the service received, one per header. */
const told = async (question: Parameters<StandInMesh['edge']>[0]): Promise<string[]> => {
  await standIn.edge(question);
  const [seen] = standIn.takeRecorded();
  return (seen?.rawHeaders ?? []).filter(
    (_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === 'x-client-address',
  );
};

describe('the client address that the gateway sends to a service', () => {
  it('is the address of the peer, in one header, whatever headers the client sends', async () => {
    expect(await told({ ...login, from: '127.0.3.7' })).toEqual(['127.0.3.7']);
    expect(await told({ ...login, from: '127.0.3.8', headers: forged })).toEqual(['127.0.3.8']);
    const twice = { 'x-client-address': ['10.0.0.1', '10.0.0.2'] };
    expect(await told({ ...login, from: '127.0.3.9', headers: twice })).toEqual(['127.0.3.9']);
    const mine = { path: '/api/users/me', token: standIn.tokenFor(randomUUID()) };
    expect(await told({ ...mine, from: '127.0.3.7', headers: forged })).toEqual(['127.0.3.7']);
  });

  it('cannot be set by another service', async () => {
    await standIn.mesh('chat', 'rag', {
      path: '/search',
      body: '{}',
      token: standIn.tokenFor(randomUUID()),
      headers: { 'x-client-address': '10.0.0.1' },
    });
    expect(standIn.takeRecorded()[0]?.headers['x-client-address']).toBeUndefined();
  });

  it('behind one balancer is the address that the balancer saw, not one that the client sent', async () => {
    await standIn.change('lds.yaml', (text) =>
      text.replace('xff_num_trusted_hops: &trusted-hops 0', 'xff_num_trusted_hops: &trusted-hops 1'),
    );
    const headers = { 'x-forwarded-for': '10.0.0.1, 203.0.113.9', 'x-client-address': '10.0.0.1' };
    await waitUntil(async () => (await told({ ...login, headers }))[0] === '203.0.113.9', {
      what: 'the address that the balancer saw',
      timeoutSeconds: 10,
    });
    expect(await told({ ...login, headers })).toEqual(['203.0.113.9']);
  });
});
