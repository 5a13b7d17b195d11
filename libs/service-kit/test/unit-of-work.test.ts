import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, type EntityManager } from '../src/database/database.ts';
import { openPool } from '../src/database/open-pool.ts';
import { executePrepared, preparedStatement } from '../src/database/prepared-statement.ts';
import { Problem } from '../src/domain/problem.ts';
import type { UnitOfWork } from '../src/domain/unit-of-work.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';

const logger = createLogger({ service: 'unit-of-work-test', level: 'silent' });

describe('a unit of work', () => {
  let own: OwnDatabase;
  let lifecycle: Lifecycle;
  let unitOfWork: UnitOfWork<EntityManager>;

  const opened = (url: string) =>
    createDatabase({ url, entities: [], lifecycle }).unitOfWork((em: EntityManager) => em);
  const add = (em: EntityManager, text: string) => em.execute('insert into note (text) values (?)', [text]);
  const texts = (em: EntityManager) => em.execute<{ text: string }[]>('select text from note order by text');
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error) => error,
    );

  beforeEach(async () => {
    own = await createTestDatabase('auth');
    lifecycle = createLifecycle({ logger });
    unitOfWork = opened(own.url);
    await readRows(own.url, 'create table note (text text primary key)');
  });
  afterEach(async () => {
    await lifecycle.close();
    await own.drop();
  });

  it('commits all of its changes or none', async () => {
    await unitOfWork.run((em) => add(em, 'kept'));
    const failing = unitOfWork.run(async (em) => {
      await add(em, 'lost');
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await readRows(own.url, 'select text from note')).toEqual([{ text: 'kept' }]);
  });

  it('commits a work of one statement without a transaction', async () => {
    await unitOfWork.run(
      (em) => {
        expect(em.isInTransaction()).toBe(false);
        return add(em, 'kept');
      },
      { oneStatement: true },
    );
    const refused = unitOfWork.run((em) => add(em, 'kept'), { oneStatement: true });
    await expect(refused).rejects.toMatchObject({ code: '23505' });
    expect(await readRows(own.url, 'select text from note')).toEqual([{ text: 'kept' }]);
  });

  it('sends one query per statement when it is read-only, and sees committed data', async () => {
    await unitOfWork.run((em) => add(em, 'first'));
    const seen = await unitOfWork.run(
      async (em) => {
        const before = await texts(em);
        expect(em.isInTransaction()).toBe(false);
        await readRows(own.url, "insert into note (text) values ('second')");
        return [before.length, (await texts(em)).length];
      },
      { readOnly: true },
    );
    expect(seen).toEqual([1, 2]);
  });

  describe('a connection that PostgreSQL ends', () => {
    const moreThanThePool = Array.from({ length: 8 });
    const endAll = () =>
      readRows(
        own.url,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );

    it('leaves the pool when a statement of a transaction fails', async () => {
      for (const _ of moreThanThePool) {
        const failing = unitOfWork.run(async (em) => {
          await add(em, 'lost');
          await em.execute('select pg_terminate_backend(pg_backend_pid())');
        });
        await expect(failing).rejects.toMatchObject({ code: 'database-unavailable' });
      }
      await unitOfWork.run((em) => add(em, 'kept'));
      expect(await readRows(own.url, 'select text from note')).toEqual([{ text: 'kept' }]);
    });

    it('leaves the pool when the connection is lost between two statements', async () => {
      for (const _ of moreThanThePool) {
        const failing = unitOfWork.run(async (em) => {
          await add(em, 'lost');
          await endAll();
          await add(em, 'lost as well');
        });
        await expect(failing).rejects.toMatchObject({ code: 'database-unavailable' });
      }
      await unitOfWork.run((em) => add(em, 'kept'));
      expect(await readRows(own.url, 'select text from note')).toEqual([{ text: 'kept' }]);
    });

    it('leaves the pool when the begin of a transaction fails', async () => {
      const begins = moreThanThePool.map(() => unitOfWork.run((em) => add(em, 'unused')));
      await Promise.allSettled(begins);
      await readRows(own.url, 'delete from note');
      for (const _ of moreThanThePool) {
        // The statements are sent before the process learns that the connections have ended.
        const ended = endAll();
        await Promise.allSettled([ended, ...moreThanThePool.map(() => unitOfWork.run((em) => texts(em)))]);
      }
      // The process may still not know that some of its connections have ended. Each of them fails one begin.
      for (const _ of moreThanThePool) {
        const error = await failure(unitOfWork.run((em) => add(em, 'kept')));
        if (error === undefined) break;
        expect(error).toMatchObject({ code: 'database-unavailable' });
      }
      expect(await readRows(own.url, 'select text from note')).toEqual([{ text: 'kept' }]);
    });
  });

  it.each([{ readOnly: true }, { readOnly: false }])(
    'throws database-unavailable and replaces its connections when PostgreSQL has died silently (%j)',
    async (options) => {
      const proxy = await startStoreProxy(own.url);
      const url = new URL(own.url);
      url.port = new URL(proxy.url).port;
      const behindProxy = createDatabase({
        ...{ url: url.href, entities: [], lifecycle },
        statementTimeoutMilliseconds: 100,
      }).unitOfWork((em: EntityManager) => em);
      // More than the pool has connections.
      const all = () =>
        Promise.all(Array.from({ length: 8 }, () => failure(behindProxy.run(texts, options))));
      expect(await all()).toEqual(Array.from({ length: 8 }, () => undefined));
      proxy.feel('silent');
      for (const error of await all()) expect(error).toMatchObject({ code: 'database-unavailable' });
      proxy.feel('well');
      expect(await all()).toEqual(Array.from({ length: 8 }, () => undefined));
      await proxy.close();
    },
    20_000,
  );

  it('openPool outlives the end of a connection that is in use and idle', async () => {
    const pool = openPool({ connectionString: own.url, max: 1, what: 'the test', lifecycle, logger });
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    // `once` of node:events would listen to the error as well.
    const lost = new Promise((resolve) => client.once('end', resolve));
    await readRows(own.url, 'select pg_terminate_backend($1)', [rows[0]?.pid]);
    await lost;
    client.release();
    const next = await pool.connect();
    expect((await next.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    next.release();
  });

  describe('a prepared statement', () => {
    const addPrepared = preparedStatement('addNote', 'insert into note (text) values ($1) returning text');
    const countPrepared = preparedStatement('countNotes', 'select count(*)::int as notes from note where $1');

    it('is planned once per connection and takes part in the transaction', async () => {
      const failing = unitOfWork.run(async (em) => {
        for (const text of ['one', "two'); drop table note; --"])
          expect(await executePrepared(em, addPrepared, [text])).toEqual([{ text }]);
        expect(await executePrepared(em, countPrepared, [true])).toEqual([{ notes: 2 }]);
        const prepared = await em.execute('select name from pg_prepared_statements order by name');
        expect(prepared).toEqual([{ name: 'addNote' }, { name: 'countNotes' }]);
        throw new Error('in the middle');
      });
      await expect(failing).rejects.toThrow('in the middle');
      expect(await readRows(own.url, 'select text from note')).toEqual([]);
    });

    it('throws input-invalid for a value that PostgreSQL refuses, and stays usable', async () => {
      const refused = await failure(unitOfWork.run((em) => executePrepared(em, addPrepared, ['\0'])));
      expect(refused).toMatchObject({ code: 'input-invalid' });
      await unitOfWork.run((em) => executePrepared(em, addPrepared, ['kept']));
      expect(await readRows(own.url, 'select text from note')).toEqual([{ text: 'kept' }]);
    });

    it('cannot have the name of another statement', () => {
      expect(() => preparedStatement('addNote', 'select 1 where $1')).toThrow('addNote');
    });
  });

  it.each([{ readOnly: true }, { readOnly: false }, { oneStatement: true }])(
    'throws database-unavailable when no database listens (%j)',
    async (options) => {
      const gone = new URL(own.url);
      gone.port = '9';
      const error = await failure(opened(gone.href).run(texts, options));
      expect(error).toBeInstanceOf(Problem);
      expect(error).toMatchObject({ code: 'database-unavailable' });
    },
  );

  it('throws database-unavailable when the database ends the connection of a read', async () => {
    const dismissed = unitOfWork.run((em) => em.execute('select pg_terminate_backend(pg_backend_pid())'), {
      readOnly: true,
    });
    expect(await failure(dismissed)).toMatchObject({ code: 'database-unavailable' });
  });

  describe('that meets other transactions', () => {
    const change = (em: EntityManager, text: string) =>
      em.execute("update note set text = text || '!' where text like ?", [`${text}%`]);
    const raise = (state: string) =>
      `do $$ begin raise exception 'of the test' using errcode = '${state}'; end $$`;

    beforeEach(async () => {
      for (const text of ['left', 'right']) await unitOfWork.run((em) => add(em, text));
    });

    it.each([{ oneStatement: false }, { oneStatement: true }])(
      'is repeated when PostgreSQL ends it because of a deadlock (%j)',
      async (options) => {
        const hasLeft = Promise.withResolvers<void>();
        const hasRight = Promise.withResolvers<void>();
        let attempts = 0;
        const first = unitOfWork.run(async (em) => {
          attempts += 1;
          await change(em, 'left');
          hasLeft.resolve();
          await hasRight.promise;
          await change(em, 'right');
        });
        // The statement holds the right row when it waits for the left one.
        const ofOneStatement = async (em: EntityManager): Promise<void> => {
          attempts += 1;
          await hasLeft.promise;
          await em.execute(`do $$ begin
            update note set text = text || '!' where text like 'right%';
            update note set text = text || '!' where text like 'left%';
          end $$`);
        };
        const ofTwo = async (em: EntityManager): Promise<void> => {
          attempts += 1;
          await change(em, 'right');
          hasRight.resolve();
          await hasLeft.promise;
          await change(em, 'left');
        };
        const second = unitOfWork.run(options.oneStatement ? ofOneStatement : ofTwo, options);
        if (options.oneStatement) {
          await waitForBlocked(own.url, "like 'right%';");
          hasRight.resolve();
        }
        await Promise.all([first, second]);
        expect(await readRows(own.url, 'select text from note order by text')).toEqual([
          { text: 'left!!' },
          { text: 'right!!' },
        ]);
        expect(attempts).toBe(3);
      },
    );

    it.each(['40001', '40P01'])(
      'throws overloaded after three attempts that end with SQLSTATE %s, before or in the commit',
      async (state) => {
        await readRows(
          own.url,
          `create function refuse() returns trigger language plpgsql as $f$ begin
             raise exception 'of the test' using errcode = '${state}'; end $f$;
           create constraint trigger refused after insert on note deferrable initially deferred
             for each row execute function refuse()`,
        );
        const works = [
          (em: EntityManager) => em.execute(raise(state)),
          (em: EntityManager) => add(em, 'lost'),
        ];
        for (const work of works) {
          let attempts = 0;
          const attempt = (em: EntityManager) => {
            attempts += 1;
            return work(em);
          };
          expect(await failure(unitOfWork.run(attempt))).toMatchObject({
            ...{ code: 'overloaded', status: 503, retryAfterSeconds: 2 },
            detail: 'The database is busy with other requests. Repeat the request.',
          });
          expect(attempts).toBe(3);
        }
        expect(await readRows(own.url, 'select text from note order by text')).toHaveLength(2);
      },
    );

    it.each([{ oneStatement: false }, { oneStatement: true }])(
      'throws overloaded after one attempt when it waits too long for a lock or runs too long (%j)',
      async (options) => {
        const impatient = createDatabase({
          ...{ url: own.url, entities: [], lifecycle },
          statementTimeoutMilliseconds: 300,
        }).unitOfWork((em: EntityManager) => em);
        const holds = Promise.withResolvers<void>();
        const done = Promise.withResolvers<void>();
        const holder = unitOfWork.run(async (em) => {
          await change(em, 'left');
          holds.resolve();
          await done.promise;
        });
        await holds.promise;
        const works = [
          (em: EntityManager) => em.execute('select pg_sleep(20)'),
          (em: EntityManager) =>
            em.execute(`do $$ begin set local lock_timeout = '50ms'; lock table note; end $$`),
        ];
        const states: unknown[] = [];
        let attempts = 0;
        try {
          for (const work of works) {
            const error = await failure(
              impatient.run((em) => {
                attempts += 1;
                return work(em);
              }, options),
            );
            expect(error).toMatchObject({ code: 'overloaded', retryAfterSeconds: 2 });
            states.push(((error as Problem).cause as { code?: unknown }).code);
          }
        } finally {
          done.resolve();
        }
        expect({ states, attempts }).toEqual({ states: ['57014', '55P03'], attempts: 2 });
        await holder;
      },
    );
  });

  const refusals = [
    ['a NUL in a text', 'select ?::text', 'a\u0000b'],
    ['a NUL in JSON', 'select ?::jsonb', '"\\u0000"'],
    ['half a character in JSON', 'select ?::jsonb', '"\\ud800"'],
    ['a number out of range', 'select ?::int', '9007199254740991'],
    ['a text that is no date', 'select ?::date', 'yesterday-ish'],
  ] as const;
  it.each(refusals)('throws input-invalid for %s, in a read and in a change', async (_what, sql, value) => {
    for (const readOnly of [true, false]) {
      const error = await failure(unitOfWork.run((em) => em.execute(sql, [value]), { readOnly }));
      expect(error).toMatchObject({ code: 'input-invalid', status: 422, errors: [{ pointer: '' }] });
      expect(String((error as Problem).cause)).toMatch(/SQLSTATE (?:08P01|22\w{3})/);
      expect(String((error as Problem).cause)).not.toContain('yesterday');
    }
  });

  it('passes on a violated constraint as an error of ours, never as an outage', async () => {
    await readRows(own.url, "alter table note add constraint short check (text <> 'long')");
    for (const [text, code] of [
      ['long', '23514'],
      [null, '23502'],
    ])
      expect(
        await failure(unitOfWork.run((em) => em.execute('insert into note (text) values (?)', [text]))),
      ).toMatchObject({ code });
  });

  it('passes on a refused statement and an error of the work when it is read-only', async () => {
    const refused = await failure(unitOfWork.run((em) => em.execute('select nothing'), { readOnly: true }));
    expect(refused).not.toBeInstanceOf(Problem);
    expect(refused).toMatchObject({ code: '42703' });
    const fault = new TypeError('a fault');
    const failing = unitOfWork.run(() => Promise.reject(fault), { readOnly: true });
    expect(await failure(failing)).toBe(fault);
  });
});
