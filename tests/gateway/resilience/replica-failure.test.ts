import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, type Reply } from '../support/ask.ts';
import type { Handler } from '../support/recording-service.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

const twice = ['user', 'rag', 'exam', 'notification', 'chat'] as const;
type Doubled = (typeof twice)[number];
const paths: Record<Doubled, string> = {
  user: '/api/users/me',
  rag: '/api/rag/documents',
  exam: '/api/exams',
  notification: '/api/notifications',
  chat: '/api/chat/sessions',
};

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh({ twice });
});
afterAll(() => standIn.stop());

/** Sends `count` requests with the given concurrency, each from a separate user. */
const askMany = async (
  question: { path: string; method?: string; body?: string },
  { requests, atOnce }: { requests: number; atOnce: number },
): Promise<Reply[]> => {
  const replies: Reply[] = [];
  let sent = 0;
  const one = async (): Promise<void> => {
    while (sent < requests) {
      sent += 1;
      replies.push(await standIn.edge({ ...question, token: standIn.tokenFor(randomUUID()) }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return replies;
};
const statusesOf = (replies: Reply[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(replies, ({ status }) => status)].map(([status, some]) => [status, some.length]),
  );

/** The gateway's statistics of a service. */
const statistic = async (service: ServiceName, name: string): Promise<number> => {
  const { text } = await ask(standIn.adminPort, {
    path: `/stats?filter=^cluster.${service}-service.${name}$`,
  });
  return Number(/: (\d+)$/m.exec(text)?.[1]);
};

const failures: [string, Doubled, Handler][] = [
  ['answers 503 to everything', 'exam', (_, response) => void response.writeHead(503).end()],
  ['breaks every connection', 'notification', (request) => void request.socket.destroy()],
];

describe('while one of two replicas fails', () => {
  it.each(failures)(
    'and %s, every read is answered with at most 1.1 upstream calls per request',
    async (_, service, fail) => {
      standIn.seconds[service]?.behave(fail);
      const before = await statistic(service, 'upstream_rq_total');
      const replies = await askMany({ path: paths[service] }, { requests: 600, atOnce: 8 });
      expect(statusesOf(replies)).toEqual({ 200: 600 });
      expect((await statistic(service, 'upstream_rq_total')) - before).toBeLessThanOrEqual(660);
      expect(await statistic(service, 'outlier_detection.ejections_active')).toBe(1);
    },
  );

  it('by a kill, every read and write is answered, and its address is no longer tried', async () => {
    await standIn.seconds.user?.close();
    const before = await statistic('user', 'upstream_rq_total');
    const reads = await askMany({ path: paths.user }, { requests: 300, atOnce: 8 });
    const writes = await askMany(
      { path: paths.user, method: 'PATCH', body: '{}' },
      { requests: 300, atOnce: 8 },
    );
    expect(statusesOf([...reads, ...writes])).toEqual({ 200: 600 });
    expect((await statistic('user', 'upstream_rq_total')) - before).toBeLessThanOrEqual(660);
    await waitUntil(async () => (await statistic('user', 'membership_healthy')) === 1, {
      what: 'the end of the dead replica',
      timeoutSeconds: 10,
    });
  });
});

/** Moves another cds.yaml into place and waits until the gateway uses it. */
const changeClusters = async (edit: (text: string) => string): Promise<void> => {
  const updates = async (): Promise<number> => {
    const { text } = await ask(standIn.adminPort, {
      path: '/stats?filter=^cluster_manager.cluster_(modified|updated)',
    });
    return [...text.matchAll(/: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const before = await updates();
  await standIn.change('cds.yaml', edit);
  const warm = async () => (await ask(standIn.adminPort, { path: '/stats?filter=warming_clusters' })).text;
  await waitUntil(async () => (await updates()) > before && / 0$/m.test(await warm()), {
    what: 'the new clusters',
    timeoutSeconds: 15,
  });
};

describe('while one of two replicas is overloaded', () => {
  it('each refusal is passed on without a retry, and the replica is not ejected', async () => {
    const refuse: Handler = (_, response) => {
      response.writeHead(503, { 'x-envoy-ratelimited': 'true', 'retry-after': '3' }).end();
    };
    standIn.services.chat.behave(refuse);
    const before = await statistic('chat', 'upstream_rq_total');
    const replies = await askMany({ path: paths.chat }, { requests: 40, atOnce: 4 });
    standIn.services.chat.behave();
    expect((await statistic('chat', 'upstream_rq_total')) - before).toBe(40);
    expect(await statistic('chat', 'outlier_detection.ejections_total')).toBe(0);
    const refused = replies.filter(({ status }) => status === 503);
    // Each thread of the gateway has its own turn, so about half reach each replica.
    expect(refused.length).toBeGreaterThan(10);
    for (const { headers } of refused) {
      expect(headers['retry-after']).toBe('3');
      expect(headers['x-envoy-ratelimited']).toBeUndefined();
    }
  });
});

describe('while both replicas fail', () => {
  it('retries stay within their budget of a fifth of the active requests', async () => {
    await changeClusters((text) => text.replace('min_retry_concurrency: 50', 'min_retry_concurrency: 3'));
    const fail: Handler = (_, response) => void response.writeHead(503).end();
    standIn.services.rag.behave(fail);
    standIn.seconds.rag?.behave(fail);
    const replies = await askMany({ path: paths.rag }, { requests: 600, atOnce: 40 });
    expect(statusesOf(replies)).toEqual({ 503: 600 });
    expect(await statistic('rag', 'upstream_rq_retry_overflow')).toBeGreaterThan(0);
    expect(await statistic('rag', 'upstream_rq_total')).toBeLessThanOrEqual(600 * 1.3);
  });
});

describe('a service that refuses nearly everything', () => {
  const save = () => ({
    ...{ path: `/api/exams/attempts/${randomUUID()}/responses/${randomUUID()}` },
    ...{ method: 'PUT', body: '{}' },
  });
  /** Both replicas answer 503 to reads, as a service without places does. */
  const refuseReads = (): void => {
    for (const replica of [standIn.services.exam, standIn.seconds.exam])
      replica?.behave(({ method }, response) => {
        if (method === 'PUT') response.end('{}');
        else response.writeHead(503, { 'x-envoy-ratelimited': 'true', 'retry-after': '3' }).end();
      });
  };
  const isEarly = ({ headers }: Reply): boolean => headers['retry-after'] === '1';

  it('gets a part of its requests; the others are refused before their limit is counted', async () => {
    refuseReads();
    const before = await statistic('exam', 'upstream_rq_total');
    const replies: Reply[] = [];
    for (let round = 0; round < 20 && replies.filter(isEarly).length < 200; round += 1)
      replies.push(...(await askMany({ path: paths.exam }, { requests: 300, atOnce: 20 })));
    const early = replies.filter(isEarly);
    expect(early.length).toBeGreaterThanOrEqual(200);
    expect(statusesOf(replies)).toEqual({ 503: replies.length });
    const reached = (await statistic('exam', 'upstream_rq_total')) - before;
    expect(reached).toBe(replies.length - early.length);
    for (const reply of early.slice(0, 20)) {
      expect(reply.problem()).toMatchObject({ status: 503, code: 'overloaded' });
      expect(reply.headers['x-ratelimit-limit']).toBeUndefined();
    }
  });

  it('still gets every request of high priority, and no other service is affected', async () => {
    const [reads, saves, others] = await Promise.all([
      askMany({ path: paths.exam }, { requests: 400, atOnce: 10 }),
      askMany(save(), { requests: 60, atOnce: 4 }),
      askMany({ path: paths.chat }, { requests: 60, atOnce: 4 }),
    ]);
    expect(reads.some(isEarly)).toBe(true);
    expect([statusesOf(saves), statusesOf(others)]).toEqual([{ 200: 60 }, { 200: 60 }]);
  });

  it('gets every request again within ten seconds after it recovered', async () => {
    for (const replica of [standIn.services.exam, standIn.seconds.exam]) replica?.behave();
    const areAnswered = async (): Promise<boolean> => {
      const replies = await askMany({ path: paths.exam }, { requests: 200, atOnce: 8 });
      return replies.every(({ status }) => status === 200);
    };
    await waitUntil(areAnswered, { what: 'the recovered service', timeoutSeconds: 10 });
  });
});

describe('a service at its limit of active requests', () => {
  const read = (path: string) => standIn.edge({ path, token: standIn.tokenFor(randomUUID()) });

  /** Lets both replicas of a service hold each answer that is not released. @returns what is held. */
  const hold = (service: Doubled, isReleased: (request: IncomingMessage) => boolean): (() => void)[] => {
    const held: (() => void)[] = [];
    for (const replica of [standIn.services[service], standIn.seconds[service]])
      replica?.behave((request, response) => {
        if (isReleased(request)) response.end('{}');
        else held.push(() => response.end('{}'));
      });
    return held;
  };

  it('lets few requests wait for a handshake, and refuses the others as overloaded', async () => {
    await changeClusters((text) => text.replace('max_pending_requests: 64', 'max_pending_requests: 2'));
    let isOpen = false;
    const held = hold('user', () => isOpen);
    const reads = Array.from({ length: 40 }, () => read(paths.user));
    const isRefused = async (coming: Promise<Reply>): Promise<Reply> => {
      const reply = await coming;
      return reply.status === 503 ? reply : new Promise<never>(() => undefined);
    };
    const refused = await Promise.race(reads.map(isRefused));
    expect(refused.problem()).toMatchObject({ code: 'overloaded' });
    isOpen = true;
    for (const answer of held) answer();
    const { 200: answered = 0, 503: others = 0 } = statusesOf(await Promise.all(reads));
    expect([answered > 0, others > 0, answered + others]).toEqual([true, true, 40]);
  });

  it('answers excess requests as overloaded; high priority and other services are unaffected', async () => {
    await changeClusters((text) => text.replace('max_requests: 128', 'max_requests: 2'));
    const held = hold('exam', ({ method }) => method === 'PUT');
    const taken = [read(paths.exam), read(paths.exam)];
    await waitUntil(() => held.length === 2, { what: 'two requests', timeoutSeconds: 5 });
    const refused = await read(paths.exam);
    expect(refused.problem()).toMatchObject({ status: 503, code: 'overloaded' });
    expect(refused.headers['retry-after']).toBe('1');
    const path = `/api/exams/attempts/${randomUUID()}/responses/${randomUUID()}`;
    const save = { path, method: 'PUT', body: '{}', token: standIn.tokenFor(randomUUID()) };
    expect((await standIn.edge(save)).status).toBe(200);
    expect((await read(paths.chat)).status).toBe(200);
    for (const answer of held) answer();
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
