import { randomUUID } from 'node:crypto';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import { openStartPage } from '@ai-teacher/contracts/web/pages.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ask, freshAddress, type Question, type Reply } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';
import { claimsOf, newSigningKey, type SigningKey, signedToken } from '../support/tokens.ts';

/** The test may wait for the next clock minute, and then sends thousands of requests. */
jest.setTimeout(180_000);

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const me = (token: string, more: Partial<Question> = {}): Question => ({
  path: '/api/users/me',
  token,
  ...more,
});
const login = (from: string, more: Partial<Question> = {}): Question => ({
  path: '/api/auth/login',
  body: '{}',
  from,
  ...more,
});

/** Every operation without a token, at the edge. The pages share one budget, so one stands for all. */
const publicRoutes: readonly Question[] = allOperations
  .filter(({ access }) => access.edge === 'public')
  .filter(({ service, operationId }) => service !== 'web' || operationId === openStartPage.operationId)
  .map(({ method, edgePath = '' }) => ({ path: edgePath, ...(method === 'GET' ? {} : { body: '{}' }) }));

/** Sends the same request many times, several concurrently, and counts the answers by status. */
const repeat = async (
  times: number,
  question: Question | (() => Question),
  workers = 10,
): Promise<Record<number, number>> => {
  const statuses: Record<number, number> = {};
  let left = times;
  const work = async () => {
    while (left-- > 0) {
      const { status } = await standIn.edge(typeof question === 'function' ? question() : question);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return statuses;
};

/**
 * The number of requests without a timely count. The gateway lets them pass; counters-away.test.ts covers
 * that.
 */
const uncounted = async (): Promise<number> => {
  const { text } = await ask(standIn.adminPort, { path: '/stats?filter=ratelimit.error$' });
  return [...text.matchAll(/: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
};

/**
 * The counters count per clock minute. Runs an action that must fall into one minute. Repeats it with other
 * users when the minute ended meanwhile, or when the machine was too busy to count every request.
 */
const withinOneMinute = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (;;) {
    const minute = Math.floor(Date.now() / 60_000);
    const before = await uncounted();
    const result = await attempt();
    if (Math.floor(Date.now() / 60_000) === minute && (await uncounted()) === before) return result;
  }
};

const expectRefusal = (reply: Reply, limit = '100, 100;w=60'): void => {
  expect(reply.status).toBe(429);
  expect(reply.problem().code).toBe('rate-limited');
  const wait = Number(reply.headers['retry-after']);
  expect(wait).toBeGreaterThanOrEqual(1);
  expect(wait).toBeLessThanOrEqual(60);
  expect(reply.headers).toMatchObject({
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(wait),
  });
};

describe('the limit of 100 requests a minute per user', () => {
  it('request 101 answers 429 with the time to wait and reaches no service', async () => {
    const { statuses, reply, reached } = await withinOneMinute(async () => {
      const question = me(standIn.tokenFor(randomUUID()));
      standIn.takeRecorded();
      const statuses = await repeat(100, question);
      const reply = await standIn.edge(question);
      return { statuses, reply, reached: standIn.takeRecorded().length };
    });
    expect(statuses).toEqual({ 200: 100 });
    expectRefusal(reply);
    expect(reached).toBe(100);
  });

  it('exactly 100 of 300 concurrent requests pass', async () => {
    const statuses = await withinOneMinute(() => repeat(300, me(standIn.tokenFor(randomUUID()))));
    expect(statuses).toEqual({ 200: 100, 429: 200 });
  });

  it('the count follows the user across tokens, addresses and operations', async () => {
    const replies = await withinOneMinute(async () => {
      const userId = randomUUID();
      const again = () => signedToken(standIn.publishedKeys[0] as SigningKey, claimsOf(userId));
      await repeat(100, me(again()));
      return [
        await standIn.edge(me(again())),
        await standIn.edge(me(again(), { from: freshAddress() })),
        await standIn.edge(me(again(), { path: '/api/notifications' })),
        await standIn.edge(me(again(), { path: '/api/chat/chat', body: '{}' })),
      ];
    });
    for (const reply of replies) expectRefusal(reply);
  });

  it('forty students behind one address have 100 requests each', async () => {
    const left = await withinOneMinute(async () => {
      const from = freshAddress();
      const lesson = async () => {
        const token = standIn.tokenFor(randomUUID());
        const statuses = await repeat(19, me(token, { from }), 1);
        const last = await standIn.edge(me(token, { from }));
        return { statuses, status: last.status, remaining: last.headers['x-ratelimit-remaining'] };
      };
      return Promise.all(Array.from({ length: 40 }, lesson));
    });
    const untouched = { statuses: { 200: 19 }, status: 200, remaining: '80' };
    expect(left).toEqual(Array.from({ length: 40 }, () => untouched));
  });

  it('every answer reports the limit and its remaining requests', async () => {
    const { headers } = await standIn.edge(me(standIn.tokenFor(randomUUID())));
    expect(headers).toMatchObject({ 'x-ratelimit-limit': '100, 100;w=60', 'x-ratelimit-remaining': '99' });
  });
});

describe('the limit of 10 uploads a minute per user', () => {
  const upload = (token: string, more: Partial<Question> = {}): Question => ({
    path: '/api/rag/ingest',
    token,
    body: '{}',
    ...more,
  });

  /** The tighter of the two limits, and both values. */
  const both = '10, 100;w=60, 10;w=60';

  it('upload 11 answers 429 and reaches no service; the user’s other requests pass', async () => {
    const { statuses, refused, elsewhere, reached } = await withinOneMinute(async () => {
      const token = standIn.tokenFor(randomUUID());
      standIn.takeRecorded();
      const statuses = await repeat(10, upload(token));
      const refused = await standIn.edge(upload(token));
      const reached = standIn.takeRecorded().length;
      return { statuses, refused, reached, elsewhere: await standIn.edge(me(token)) };
    });
    expect(statuses).toEqual({ 200: 10 });
    expectRefusal(refused, both);
    expect(reached).toBe(10);
    expect(elsewhere.status).toBe(200);
    expect(elsewhere.headers['x-ratelimit-remaining']).toBe('88');
  });

  it('the upload count follows the user across tokens and addresses; each user has a count of their own', async () => {
    const { same, other } = await withinOneMinute(async () => {
      const userId = randomUUID();
      const again = () => signedToken(standIn.publishedKeys[0] as SigningKey, claimsOf(userId));
      await repeat(10, upload(again()));
      const same = [
        await standIn.edge(upload(again())),
        await standIn.edge(upload(again(), { from: freshAddress() })),
      ];
      return { same, other: await standIn.edge(upload(standIn.tokenFor(randomUUID()))) };
    });
    for (const reply of same) expectRefusal(reply, both);
    expect(other.status).toBe(200);
  });

  it('exactly 10 of 30 concurrent uploads pass', async () => {
    const statuses = await withinOneMinute(() => repeat(30, upload(standIn.tokenFor(randomUUID())), 30));
    expect(statuses).toEqual({ 200: 10, 429: 20 });
  });
});

describe('the limit of 100 requests a minute per address without a verified token', () => {
  it('request 101 of an address answers 429; other addresses and the users of this address pass', async () => {
    const { statuses, refused, elsewhere, user } = await withinOneMinute(async () => {
      const from = freshAddress();
      return {
        statuses: await repeat(100, login(from)),
        refused: await standIn.edge(login(from)),
        elsewhere: await standIn.edge(login(freshAddress())),
        user: await standIn.edge(me(standIn.tokenFor(randomUUID()), { from })),
      };
    });
    expect(statuses).toEqual({ 200: 100 });
    expectRefusal(refused);
    expect(elsewhere.status).toBe(200);
    expect(user.status).toBe(200);
  });

  it.each([
    ['a junk token', () => 'junk'],
    ['a good token', () => standIn.tokenFor(randomUUID())],
  ])('%s on a public route does not buy another hundred', async (_, token) => {
    const reply = await withinOneMinute(async () => {
      const from = freshAddress();
      await repeat(100, login(from));
      return standIn.edge(login(from, { token: token(), headers: { 'x-forwarded-for': freshAddress() } }));
    });
    expectRefusal(reply);
  });

  it.each([
    ['the key set', { path: '/api/auth/.well-known/jwks.json' }],
    ['login', { path: '/api/auth/login', body: '{}' }],
    ['register', { path: '/api/auth/register', body: '{}' }],
  ])('a client that calls %s in a loop uses up no other budget of its address', async (_, looped) => {
    const { statuses, others } = await withinOneMinute(async () => {
      const from = freshAddress();
      const statuses = await repeat(150, { ...looped, from });
      const rest = publicRoutes.filter(({ path }) => path !== looped.path);
      const others = await Promise.all(
        [...rest, me(standIn.tokenFor(randomUUID()))].map((other) => standIn.edge({ ...other, from })),
      );
      return { statuses, others };
    });
    expect(statuses).toEqual({ 200: 100, 429: 50 });
    for (const { status, headers } of others) {
      expect(status).toBe(200);
      const limit = Number.parseInt(String(headers['x-ratelimit-limit']), 10);
      expect(headers['x-ratelimit-remaining']).toBe(String(limit - 1));
    }
  });

  it('requests with a verified token do not count for the address', async () => {
    const reply = await withinOneMinute(async () => {
      const from = freshAddress();
      await repeat(100, me(standIn.tokenFor(randomUUID()), { from }));
      return standIn.edge(login(from));
    });
    expect(reply.status).toBe(200);
    expect(reply.headers['x-ratelimit-remaining']).toBe('99');
  });
});

describe('the limit per address for all its users together, lowered from 30 000 to 60 a minute', () => {
  const user = (from: string, more: Partial<Question> = {}): Question =>
    me(standIn.tokenFor(randomUUID()), { from, ...more });

  beforeAll(async () => {
    await standIn.change('ratelimit/config.yaml', (text) =>
      text
        .replace('requests_per_unit: 30000', 'requests_per_unit: 60')
        .replace('requests_per_unit: 6000', 'requests_per_unit: 70'),
    );
    const inForce = { what: 'the lower limits', timeoutSeconds: 15 };
    const refresh = { path: '/api/auth/refresh', body: '{}' };
    await waitUntil(
      async () =>
        (await standIn.edge({ ...refresh, from: freshAddress() })).headers['x-ratelimit-limit'] ===
        '70, 70;w=60',
      inForce,
    );
  });

  it('exactly 60 of 150 concurrent requests pass, whichever accounts and routes they use', async () => {
    const { statuses, refused } = await withinOneMinute(async () => {
      const from = freshAddress();
      let sent = 0;
      const paths = [
        { path: '/api/users/me' },
        { path: '/api/exams' },
        { path: '/api/chat/chat', body: '{}' },
        { path: '/api/rag/ingest', body: '{}' },
      ];
      const statuses = await repeat(150, () => user(from, paths[sent++ % paths.length]));
      return { statuses, refused: await standIn.edge(user(from)) };
    });
    expect(statuses).toEqual({ 200: 60, 429: 90 });
    expect(refused.problem().code).toBe('rate-limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  it('an address that used up its limit still signs in and renews tokens; its users pass elsewhere', async () => {
    const { open, elsewhere } = await withinOneMinute(async () => {
      const from = freshAddress();
      const userId = randomUUID();
      await repeat(60, () => user(from));
      const open = await Promise.all(publicRoutes.map((route) => standIn.edge({ ...route, from })));
      const token = standIn.tokenFor(userId);
      return { open, elsewhere: await standIn.edge(me(token, { from: freshAddress() })) };
    });
    expect(open.map(({ status }) => status)).toEqual(publicRoutes.map(() => 200));
    expect(elsewhere.status).toBe(200);
  });

  it('a client that calls refresh in a loop uses up no other budget of its address', async () => {
    const { statuses, others } = await withinOneMinute(async () => {
      const from = freshAddress();
      const statuses = await repeat(100, { path: '/api/auth/refresh', body: '{}', from });
      const rest = publicRoutes.filter(({ path }) => path !== '/api/auth/refresh');
      const others = await Promise.all(
        [...rest, user(from)].map((other) => standIn.edge({ ...other, from })),
      );
      return { statuses, others };
    });
    expect(statuses).toEqual({ 200: 70, 429: 30 });
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 200));
  });
});

describe('the backstop per process', () => {
  const bad = (from: string, token = 'junk'): Question => ({ path: '/api/users/me', token, from });

  it('the backstop limits requests with bad tokens per address, because the counted limit never sees them', async () => {
    // The real bucket is larger than a busy machine can empty; edge-routes.test.ts checks its size.
    const size = /max_tokens: 5000, tokens_per_fill: 1000, fill_interval: 1s/;
    await standIn.change('lds.yaml', (text) =>
      text.replace(size, 'max_tokens: 30, tokens_per_fill: 1, fill_interval: 60s'),
    );
    const holds = { what: 'the small bucket', timeoutSeconds: 15 };
    const flooder = await waitUntil(async () => {
      const from = freshAddress();
      return 429 in (await repeat(40, bad(from))) && from;
    }, holds);
    const refused = await standIn.edge(bad(flooder));
    expect(refused.status).toBe(429);
    expect(refused.problem().code).toBe('rate-limited');
    expect(refused.headers['retry-after']).toBe('1');
    const good = me(standIn.tokenFor(randomUUID()));
    expect((await standIn.edge({ ...good, from: flooder })).status).toBe(429);
    expect((await standIn.edge({ ...good, from: freshAddress() })).status).toBe(200);
    expect((await standIn.edge(bad(freshAddress()))).status).toBe(401);
  });

  it('the backstop refuses a flood of forged tokens before their signatures are verified', async () => {
    const from = freshAddress();
    const foreign = newSigningKey((standIn.publishedKeys[0] as SigningKey).kid);
    const forged = (): Question => bad(from, signedToken(foreign, claimsOf(randomUUID())));
    const before = await verified();
    const statuses = await repeat(200, forged);
    // The bucket of thirty, plus the refill of a minute that begins meanwhile.
    expect(statuses[401]).toBeLessThanOrEqual(32);
    expect(statuses[429]).toBe(200 - (statuses[401] ?? 0));
    expect((await verified()) - before).toBe(statuses[401]);
  });

  it('an exhausted bucket of one address leaves the buckets of all others full', async () => {
    const flooder = freshAddress();
    expect(await repeat(60, bad(flooder))).toHaveProperty('429');
    const replies = await Promise.all(
      Array.from({ length: 40 }, () =>
        standIn.edge(me(standIn.tokenFor(randomUUID()), { from: freshAddress() })),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
  });
});

/** The number of tokens that the edge has verified, with either outcome. */
const verified = async (): Promise<number> => {
  const { text } = await ask(standIn.adminPort, {
    path: '/stats?filter=http.edge.jwt_authn.(denied|allowed)$',
  });
  return [...text.matchAll(/: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
};
