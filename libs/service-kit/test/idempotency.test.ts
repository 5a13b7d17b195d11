import { randomUUID } from 'node:crypto';
import { operation } from '@ai-teacher/contracts/operation.ts';
import { roles, uuid } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { AppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import { serveApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { noRevocations } from '@ai-teacher/test-kit/identity/no-revocations.ts';
import { aStudent, type TestUser, testKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createDatabase, type EntityManager } from '../src/database/database.ts';
import { type IdempotencyKeys, idempotencyKeys } from '../src/database/idempotency-keys.ts';
import { hashInput, holdKey } from '../src/domain/held-key.ts';
import { Problem } from '../src/domain/problem.ts';
import { watchTlsMaterial } from '../src/identity/tls-material.ts';
import { createTokenVerifier } from '../src/identity/token-verifier.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { createApp } from '../src/server/create-app.ts';
import { Reply, route } from '../src/server/route.ts';

const declare = {
  service: 'auth',
  summary: 'of this test',
  method: 'POST',
  access: { edge: roles },
  body: z.strictObject({ word: z.enum(['first', 'second', 'refused', 'broken', 'lost']) }),
  success: { 201: z.strictObject({ id: uuid, secret: z.enum(['open sesame']) }) },
  problems: ['conflict'],
} as const;
const note = operation({ ...declare, operationId: 'note', path: '/notes', edgePath: '/x/notes' });
const remark = operation({ ...declare, operationId: 'remark', path: '/remarks', edgePath: '/x/remarks' });

const logger = createLogger({ service: 'idempotency-test', level: 'silent' });
const lifecycle = createLifecycle({ logger });
/** Moves the clock of the keys. */
let hoursAhead = 0;
const clock = { now: () => new Date(Date.now() + hoursAhead * 3_600_000) };
/** The use case waits for it after its changes, before its commit. */
let beforeCommit: () => Promise<void> = async () => undefined;
let own: OwnDatabase;
let keys: IdempotencyKeys;
let client: AppClient;

beforeAll(async () => {
  own = await createTestDatabase('auth');
  await readRows(own.url, 'create table note (id uuid primary key, word text not null)');
  const unitOfWork = createDatabase({ url: own.url, entities: [], lifecycle }).unitOfWork(
    (em: EntityManager) => em,
  );
  keys = idempotencyKeys(unitOfWork, clock);
  const write = async (word: string): Promise<string> => {
    const id = randomUUID();
    await unitOfWork.run(async (em) => {
      await em.execute('insert into note values (?, ?)', [id, word]);
      await beforeCommit();
      if (word === 'refused') throw new Problem('conflict');
      if (word === 'broken') throw new Error('before the commit');
    });
    if (word === 'lost') throw new Error('after the commit');
    return id;
  };
  const routes = [note, remark].map((op) =>
    route(
      op,
      ({ body }) => write(body.word),
      (id) => new Reply(201, { id, secret: 'open sesame' as const }, { location: `/x/notes/${id}` }),
      op === remark ? { deadlineSeconds: 600 } : {},
    ),
  );
  const verifyToken = createTokenVerifier({
    readKeySet: async () => (await testKeys()).keySet,
    revocations: noRevocations,
  });
  const app = createApp({
    routes,
    operations: [note, remark],
    kit: { logger, verifyToken, strict: true, idempotencyKeys: keys },
  });
  const tls = watchTlsMaterial({ folder: (await testCertificates()).folder('auth'), logger, lifecycle });
  client = await serveApp({ app, tls, lifecycle });
});
afterAll(async () => {
  await lifecycle.close();
  await own.drop();
});

let as: TestUser;
let key: string;
beforeEach(async () => {
  as = aStudent();
  key = randomUUID();
  hoursAhead = 0;
  beforeCommit = async () => undefined;
  await readRows(own.url, 'delete from note');
});

const send = (word: string, given: { op?: typeof note; as?: TestUser; key?: string } = {}) =>
  client.call(given.op ?? note, {
    as: given.as ?? as,
    body: { word },
    headers: { 'idempotency-key': given.key ?? key },
  });
const words = async () =>
  (await readRows(own.url, 'select word from note order by word')).map(({ word }) => word);

describe('a repeated request with the key of the first', () => {
  it('gets the stored answer with its status, headers and body, and creates nothing', async () => {
    const first = await send('first');
    const second = await send('first');
    expect(first.status).toBe(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second).toMatchObject({ status: 201, text: first.text });
    expect(second.headers).toMatchObject({
      'idempotency-replayed': 'true',
      'cache-control': 'no-store',
      location: first.headers.location,
    });
    expect(await words()).toEqual(['first']);
  });

  it('may write the key in quotation marks', async () => {
    const first = await send('first');
    expect((await send('first', { key: `"${key}"` })).text).toBe(first.text);
  });

  it('is refused with 422 when its body differs', async () => {
    await send('first');
    const other = await send('second');
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(await words()).toEqual(['first']);
  });

  it('is refused with 409 and Retry-After while the first is in progress', async () => {
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    beforeCommit = async () => {
      reach();
      await released;
    };
    const first = send('first');
    await reached;
    const second = await send('first');
    expect(second.body).toMatchObject({ status: 409, code: 'idempotency-key-in-use' });
    expect(second.headers['retry-after']).toBe('1');
    release();
    expect((await first).status).toBe(201);
    expect(await words()).toEqual(['first']);
  });

  it('creates one thing when ten arrive together', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('first')));
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(await words()).toEqual(['first']);
  });

  it.each(['refused', 'broken'])('is carried out when the first was %s', async (word) => {
    const failed = word === 'refused' ? 409 : 500;
    expect((await send(word)).status).toBe(failed);
    expect(await words()).toEqual([]);
    expect((await send('second')).status).toBe(201);
    expect(await words()).toEqual(['second']);
  });

  it('is refused with 409 when the first failed after its commit', async () => {
    expect((await send('lost')).status).toBe(500);
    hoursAhead = 1;
    expect((await send('lost')).body).toMatchObject({ status: 409, code: 'idempotency-outcome-unknown' });
    expect(await words()).toEqual(['lost']);
  });

  it('is carried out again after 24 hours', async () => {
    await send('first');
    hoursAhead = 23.9;
    expect((await send('first')).headers['idempotency-replayed']).toBe('true');
    hoursAhead = 24.1;
    expect((await send('first')).headers['idempotency-replayed']).toBeUndefined();
    expect(await words()).toEqual(['first', 'first']);
  });
});

describe('a key', () => {
  const heldBy = (userId: string) =>
    holdKey(key, { userId, operation: 'note', requestHash: hashInput({ body: 'x' }) });

  it('counts for one user and one operation', async () => {
    const ids = [
      await send('first'),
      await send('first', { as: aStudent() }),
      await send('first', { op: remark }),
    ];
    expect(new Set(ids.map(({ body }) => body.id)).size).toBe(3);
  });

  it('of a process that ended before its commit is free when its time is over', async () => {
    expect(await keys.claim(heldBy(as.userId), 20_000)).toEqual({ kind: 'held' });
    expect((await send('first')).body.code).toBe('idempotency-key-in-use');
    hoursAhead = 0.01;
    expect((await send('first')).status).toBe(201);
  });

  it('of a request that may last for minutes is held for 30 s, and renewed until the request ends', async () => {
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    beforeCommit = async () => {
      reach();
      await released;
    };
    const heldSeconds = async (): Promise<number> => {
      const sql = `select extract(epoch from held_until - created_at)::float as seconds from idempotency_key where user_id = $1`;
      const [row] = await readRows(own.url, sql, [as.userId]);
      return Number(row?.seconds);
    };
    const first = send('first', { op: remark });
    await reached;
    expect(await heldSeconds()).toBe(30);
    await waitUntil(async () => (await heldSeconds()) > 30, { what: 'the renewal', timeoutSeconds: 60 });
    release();
    expect((await first).status).toBe(201);
  });

  it('is free when a request that lasted longer than a renewal has failed without an effect', async () => {
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    beforeCommit = async () => {
      reach();
      await released;
    };
    const heldUntil = async (): Promise<unknown> => {
      const sql = 'select held_until::text from idempotency_key where user_id = $1';
      return (await readRows(own.url, sql, [as.userId]))[0]?.held_until;
    };
    const first = send('broken', { op: remark });
    await reached;
    const before = await heldUntil();
    await waitUntil(async () => (await heldUntil()) !== before, { what: 'the renewal', timeoutSeconds: 60 });
    release();
    expect((await first).status).toBe(500);
    beforeCommit = async () => undefined;
    expect((await send('second', { op: remark })).status).toBe(201);
    expect(await words()).toEqual(['second']);
  });

  it('lets nothing commit that a later attempt has taken over', async () => {
    beforeCommit = async () => {
      beforeCommit = async () => undefined;
      hoursAhead = 0.01;
      expect((await send('second')).status).toBe(201);
    };
    expect((await send('first')).body.code).toBe('idempotency-key-in-use');
    expect(await words()).toEqual(['second']);
  });

  it.each(['short', 'with blanks in the key', `${'x'.repeat(129)}`])(
    'is refused with 422: %s',
    async (bad) => {
      const answer = await send('first', { key: bad });
      expect(answer.body).toMatchObject({ status: 422, code: 'input-invalid' });
      expect(answer.body.errors[0].pointer).toBe('/header/idempotency-key');
    },
  );

  it('stands nowhere in the database, nor does the answer', async () => {
    const { body } = await send('first');
    const [row] = await readRows(own.url, 'select * from idempotency_key where user_id = $1', [as.userId]);
    const stored = JSON.stringify(row, (_, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    );
    expect(stored).toContain('"operation":"note"');
    for (const secret of [key, 'open sesame', body.id]) expect(stored).not.toContain(secret);
  });

  it('is optional: without one, each repetition has its own effect', async () => {
    for (const _ of [1, 2]) await client.call(note, { as, body: { word: 'first' } });
    expect(await words()).toEqual(['first', 'first']);
  });
});

describe('an app', () => {
  it('does not start without keys for an operation that creates something', () => {
    const routes = [
      route(
        note,
        async () => undefined,
        () => new Reply(201, { id: randomUUID(), secret: 'open sesame' as const }),
      ),
    ];
    const kit = { logger, verifyToken: async () => Promise.reject(new Error('unused')) };
    expect(() => createApp({ routes, operations: [note], kit })).toThrow('has no idempotency keys');
  });
});
