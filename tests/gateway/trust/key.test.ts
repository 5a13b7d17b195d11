import { randomUUID } from 'node:crypto';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Handler } from '../support/recording-service.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';
import { claimsOf, newSigningKey, type SigningKey, signedToken } from '../support/tokens.ts';

let standIn: StandInMesh;
afterEach(() => standIn.stop());

const me = () => standIn.edge({ path: '/api/users/me', token: standIn.tokenFor(randomUUID()) });
const away: Handler = (request) => request.socket.destroy();

describe('the keys that verify tokens', () => {
  it('a valid token is answered with 503, not 401, until the first keys arrive', async () => {
    standIn = await startStandInMesh({ behaviour: { auth: away } });
    const early = await me();
    expect(early.status).toBe(503);
    expect(early.problem().code).toBe('upstream-unavailable');
    expect(early.headers['retry-after']).toBe('1');
    expect(standIn.takeRecorded()).toEqual([]);

    standIn.services.auth.behave();
    const healed = { what: 'an answer with the keys there', timeoutSeconds: 10 };
    await waitUntil(async () => (await me()).status === 200, healed);
  });

  it('a missing token is answered with 401 identity-missing, also without keys', async () => {
    standIn = await startStandInMesh({ behaviour: { auth: away } });
    expect((await standIn.edge({ path: '/api/users/me' })).problem().code).toBe('identity-missing');
  });

  it('known keys stay in use while auth is unavailable', async () => {
    standIn = await startStandInMesh();
    standIn.services.auth.behave(away);
    expect((await standIn.edge({ path: '/api/auth/login', body: '{}' })).status).toBe(503);
    for (let asked = 0; asked < 20; asked += 1) expect((await me()).status).toBe(200);
  });

  it('rotate without a failed request: the new key is known before it signs, and the old key is refused after its removal', async () => {
    standIn = await startStandInMesh();
    // Ten minutes in production; Envoy fetches again five seconds before their end.
    await standIn.change('lds.yaml', (text) => text.replaceAll('cache_duration: 600s', 'cache_duration: 6s'));
    const [old] = standIn.publishedKeys as [SigningKey];
    const next = newSigningKey();
    const ask = async (token: string) => (await standIn.edge({ path: '/api/users/me', token })).status;
    const signedBy = (key: SigningKey) => signedToken(key, claimsOf(randomUUID()));
    const kept = signedBy(old);
    expect([await ask(kept), await ask(signedBy(next))]).toEqual([200, 401]);
    const failed: number[] = [];
    const mustPass = async (token: string) => {
      const status = await ask(token);
      if (status !== 200) failed.push(status);
    };
    const soon = { timeoutSeconds: 20, everyMilliseconds: 400 };

    standIn.publishedKeys.push(next);
    await waitUntil(
      async () => {
        await mustPass(kept);
        await mustPass(signedBy(old));
        return (await ask(signedBy(next))) === 200;
      },
      { what: 'the new key', ...soon },
    );

    standIn.publishedKeys.shift();
    await waitUntil(
      async () => {
        await mustPass(signedBy(next));
        return (await ask(signedBy(old))) === 401;
      },
      { what: 'the end of the old key', ...soon },
    );
    expect(failed).toEqual([]);
  }, 60_000);

  it('are fetched over mTLS with the gateway’s certificate, from auth alone', async () => {
    let peer = '';
    standIn = await startStandInMesh({
      behaviour: {
        auth: (request, response) => {
          const socket = request.socket as import('node:tls').TLSSocket;
          peer = socket.getPeerCertificate().subjectaltname ?? '';
          response.end('{"keys":[]}');
        },
      },
    });
    await waitUntil(() => peer !== '', { what: 'a fetch of the keys', timeoutSeconds: 5 });
    expect(peer).toContain('URI:spiffe://ai-teacher/gateway');
  });
});
