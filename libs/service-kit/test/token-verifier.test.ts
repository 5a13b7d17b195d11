import { randomUUID } from 'node:crypto';
import { accessToken, aTeacher, makeTestKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { describe, expect, it } from '@jest/globals';
import type { JSONWebKeySet } from 'jose';
import type { Revocations } from '../src/identity/revocations.ts';
import { createTokenVerifier } from '../src/identity/token-verifier.ts';

/** A key set endpoint that counts its reads and can be unavailable. */
const keySetSource = (initial: JSONWebKeySet) => {
  const state = { set: initial, away: false, reads: 0 };
  const readKeySet = async (): Promise<JSONWebKeySet> => {
    state.reads += 1;
    if (state.away) throw new Error('auth is unavailable');
    return state.set;
  };
  return { state, readKeySet };
};

const setUp = async () => {
  const keys = await makeTestKeys();
  const { state, readKeySet } = keySetSource(keys.keySet);
  const clock = createFakeClock(new Date());
  const user = aTeacher();
  const tokenOf = (signedWith = keys) => accessToken(user, { signedWith });
  const ended = new Set<string>();
  let published = (_: readonly string[]): void => undefined;
  const revocations: Revocations = {
    isEnded: async (sessionId) => ended.has(sessionId),
    onKeyIds: (listener) => {
      published = listener;
    },
  };
  const verify = createTokenVerifier({ readKeySet, revocations, clock });
  return { keys, state, clock, user, tokenOf, verify, ended, publish: (ids: string[]) => published(ids) };
};

describe('the token verifier', () => {
  it('reads the key set once for many tokens and gives the claims as a principal', async () => {
    const { verify, tokenOf, state, user } = await setUp();
    const principals = await Promise.all([verify(await tokenOf()), verify(await tokenOf())]);
    expect(principals[0]).toMatchObject({
      userId: user.userId,
      role: 'teacher',
      institutionId: user.institutionId,
    });
    expect(state.reads).toBe(1);
  });

  it('uses the cached keys while auth is unavailable', async () => {
    const { verify, tokenOf, state, clock } = await setUp();
    await verify(await tokenOf());
    state.away = true;
    clock.advance({ seconds: 700 });
    await expect(verify(await tokenOf())).resolves.toMatchObject({ role: 'teacher' });
  });

  it('has the keys before its first token, when auth has named them and is unavailable since', async () => {
    const { verify, tokenOf, state, keys, publish } = await setUp();
    publish([keys.kid]);
    await Promise.resolve();
    state.away = true;
    await expect(verify(await tokenOf())).resolves.toMatchObject({ role: 'teacher' });
    expect(state.reads).toBe(1);
  });

  it('answers upstream-unavailable, not token-invalid, before it received a key set', async () => {
    const { verify, tokenOf, state } = await setUp();
    state.away = true;
    await expect(verify(await tokenOf())).rejects.toMatchObject({ code: 'upstream-unavailable' });
  });

  it('loads a new key at the first token signed with it, at most once in five seconds', async () => {
    const { verify, tokenOf, state, clock, keys } = await setUp();
    await verify(await tokenOf());
    const next = await makeTestKeys();
    const stranger = await makeTestKeys();
    state.set = { keys: [...keys.keySet.keys, ...next.keySet.keys] };
    clock.advance({ seconds: 6 });
    await expect(verify(await tokenOf(next))).resolves.toMatchObject({ role: 'teacher' });
    for (let time = 0; time < 20; time += 1)
      await expect(verify(await tokenOf(stranger))).rejects.toMatchObject({ code: 'token-invalid' });
    expect(state.reads).toBe(2);
  });

  it('drops remembered tokens when a key is withdrawn', async () => {
    const { verify, tokenOf, state, clock } = await setUp();
    const token = await tokenOf();
    await verify(token);
    const next = await makeTestKeys();
    state.set = next.keySet;
    clock.advance({ seconds: 601 });
    await verify(await tokenOf(next));
    await expect(verify(token)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('does not remember a token whose key is withdrawn during the verification', async () => {
    const { verify, tokenOf, state, publish } = await setUp();
    await verify(await tokenOf());
    const token = await tokenOf();
    const next = await makeTestKeys();
    const running = verify(token);
    state.set = next.keySet;
    publish([next.kid]);
    await expect(running).resolves.toMatchObject({ role: 'teacher' });
    await expect(verify(token)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('forgets a remembered token when it expires', async () => {
    const { verify, tokenOf, clock } = await setUp();
    const token = await tokenOf();
    await verify(token);
    clock.advance({ seconds: 931 });
    await expect(verify(token)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('refuses exactly the tokens whose session has ended, remembered or not', async () => {
    const { verify, tokenOf, ended, user, keys } = await setUp();
    const token = await tokenOf();
    await verify(token);
    ended.add(user.sessionId);
    await expect(verify(token)).rejects.toMatchObject({ code: 'token-invalid' });
    await expect(verify(await tokenOf())).rejects.toMatchObject({ code: 'token-invalid' });
    const another = await accessToken({ ...user, sessionId: randomUUID() }, { signedWith: keys });
    await expect(verify(another)).resolves.toMatchObject({ userId: user.userId });
  });

  it('sends no request in a thousand verifications', async () => {
    const { verify, tokenOf, state } = await setUp();
    await verify(await tokenOf());
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf()));
    for (let time = 0; time < 50; time += 1) await Promise.all(tokens.map(verify));
    expect(state.reads).toBe(1);
  });

  it('drops a key, and the tokens that it signed, as soon as auth no longer publishes the key', async () => {
    const { verify, tokenOf, state, keys, publish } = await setUp();
    const token = await tokenOf();
    await verify(token);
    publish([keys.kid]);
    expect(state.reads).toBe(1);
    const next = await makeTestKeys();
    state.set = next.keySet;
    publish([next.kid]);
    await verify(await tokenOf(next));
    expect(state.reads).toBe(2);
    await expect(verify(token)).rejects.toMatchObject({ code: 'token-invalid' });
  });
});
