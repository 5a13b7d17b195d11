import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { z } from 'zod';
import { createDatabase } from '../src/database/database.ts';
import { rolePrivacy, warnOfStatementLogs } from '../src/database/statement-privacy.ts';
import { Problem } from '../src/domain/problem.ts';
import { queueLogger } from '../src/jobs/queue-logger.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger, type Logger } from '../src/logger.ts';

const word = 'zqpupilswords';

/** A logger whose lines the test reads. */
const recordingLogger = (): { logger: Logger; lines: () => string } => {
  const written: string[] = [];
  const output = { write: (line: string) => void written.push(line) };
  return { logger: createLogger({ service: 'test', level: 'trace', output }), lines: () => written.join('') };
};

let own: OwnDatabase;
let lifecycle: Lifecycle;
const failing = async (statement: string, values?: unknown[]): Promise<unknown> => {
  const client = new pg.Client({ connectionString: own.url });
  await client.connect();
  try {
    return await client.query(statement, values).then(
      () => undefined,
      (error: unknown) => error,
    );
  } finally {
    await client.end();
  }
};

beforeAll(async () => {
  own = await createTestDatabase('user');
  lifecycle = createLifecycle({ logger: createLogger({ service: 'test', level: 'silent' }) });
});
afterAll(async () => {
  await lifecycle.close();
  await own.drop();
});

const thrownBy = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

/** Errors that quote a person, as the parts that a service uses throw them. */
const quotingErrors: Record<string, () => Promise<unknown>> = {
  'a value that the database cannot read': () => failing('select $1::uuid', [word]),
  'a token that the database cannot parse': () => failing('select $1::jsonb', [`{"a": ${word}}`]),
  'a row that a constraint refuses': () =>
    failing(`create temp table t (a text check (a = '')); insert into t values ('${word}')`),
  'a duplicate key': () =>
    failing(`create temp table t (a text unique); insert into t values ('${word}'), ('${word}')`),
  'a function with a context': () => failing(`do $$ begin perform '${word}'::integer; end $$`),
  'a statement of the object mapper': () => {
    const { orm } = createDatabase({ url: own.url, entities: [], lifecycle });
    return thrownBy(() => orm.em.fork().execute(`select * from missing where a = ?`, [word]));
  },
  'a body that is not JSON': () => thrownBy(() => JSON.parse(`{"a": ${word}`)),
  'a number that is text': () => thrownBy(() => BigInt(word)),
  'an answer that does not fit its contract': () =>
    thrownBy(() => z.strictObject({ a: z.literal('b') }).parse({ a: word, [word]: 1 })),
  'a file name': () => thrownBy(() => import(`/${word}.ts`)),
  'an error with properties of its own': async () =>
    Object.assign(new Error(word), {
      where: word,
      detail: word,
      query: word,
      parameters: [word],
      code: `${word} x`,
    }),
  'a message whose lines look like frames': async () =>
    new TypeError(`a\n    at ${word} (file:///x/${word}.ts:1:1)`),
  'an aggregate of errors': async () => new AggregateError([new Error(word)], word),
  'a thrown text': async () => word,
  'a cause': async () =>
    new Problem('internal-error', { cause: new Error('x', { cause: new SyntaxError(word) }), detail: word }),
};

describe('a log line', () => {
  it.each(Object.keys(quotingErrors))('names the kind and not the words of %s', async (name) => {
    const error = await quotingErrors[name]?.();
    const { logger, lines } = recordingLogger();
    logger.error({ err: error }, 'failed');
    logger.error({ err: error } as object);
    logger.error(error as Error);
    logger.error(
      { error, cause: error, body: { text: word }, scope: { text: word }, [word.slice(0, 2)]: word },
      'x',
    );
    expect(lines()).toMatch(/"type":"\w+"/);
    expect(lines().replaceAll(`"msg":"${word}"`, '')).not.toContain(word);
  });

  it('contains the code, the place and the constraint of a database error', async () => {
    const { logger, lines } = recordingLogger();
    const error = await failing(
      `create temp table t (a text constraint plain check (a = '')); insert into t values ('x')`,
    );
    logger.error({ err: new Problem('database-unavailable', { cause: error }) }, 'problem');
    const line = JSON.parse(lines());
    expect(line.err).toMatchObject({
      type: 'Problem',
      code: 'database-unavailable',
      cause: { code: '23514', constraint: 'plain', severity: 'ERROR' },
    });
    expect(line.err.stack).toContain('logged-text.test.ts');
  });

  it('lists the names of the fields that it withholds', () => {
    const { logger, lines } = recordingLogger();
    logger.info({ requestId: 'r', title: word, status: { of: word } }, 'done');
    expect(JSON.parse(lines())).toMatchObject({ requestId: 'r', msg: 'done', withheld: ['title', 'status'] });
    expect(lines()).not.toContain(word);
  });

  it('of the queue contains no words of the error of a job', () => {
    const { logger, lines } = recordingLogger();
    const queue = queueLogger(logger);
    queue.error(`Failed task 7 (write-down, 1.00ms, attempt 1 of 12) with error '${word}'`, {
      error: new Error(word),
    });
    expect(lines()).toContain('Failed task 7 (write-down, 1.00ms, attempt 1 of 12) with error');
    expect(lines()).not.toContain(word);
  });
});

describe('the database server of every test and of the native mesh', () => {
  it('logs no statements of a service’s role', async () => {
    const { logger, lines } = recordingLogger();
    await warnOfStatementLogs({ databaseUrl: own.url, logger });
    expect(lines()).toBe('');
  });

  // A role without special rights may change these settings for itself, and no others of the list.
  it.each(Object.keys(rolePrivacy).filter((name) => name.startsWith('debug_print')))(
    'is reported at the start of a service when %s is on',
    async (setting) => {
      const { logger, lines } = recordingLogger();
      const options = encodeURIComponent(`-c ${setting}=on`);
      await warnOfStatementLogs({ databaseUrl: `${own.url}?options=${options}`, logger });
      expect(JSON.parse(lines()).settings).toEqual([`${setting}=on`]);
    },
  );

  it('is reported as unknown when it does not answer', async () => {
    const { logger, lines } = recordingLogger();
    await warnOfStatementLogs({ databaseUrl: 'postgres://a:b@127.0.0.1:1/c', logger });
    expect(lines()).toContain('unknown');
  });
});
