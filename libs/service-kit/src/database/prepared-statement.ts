import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import pg from 'pg';

/** A statement that PostgreSQL parses and plans once per connection. */
export type PreparedStatement = { readonly name: string; readonly text: string };

/** The names by text, because the query builder between a repository and the driver passes the text only. */
const namesByText = new Map<string, string>();

/**
 * Declares a statement. Each process declares a fixed number of them, and only those of requests that many
 * people wait for, because each connection holds the plan in memory.
 *
 * @param name of the statement, also in its span: letters and digits.
 * @param text with the parameters $1, $2 …; the same for every request.
 * @throws Error when another statement has the name.
 */
export const preparedStatement = (name: string, text: string): PreparedStatement => {
  const isTaken = [...namesByText].some(([other, itsName]) => itsName === name && other !== text);
  if (isTaken) throw new Error(`two prepared statements have the name ${name}`);
  namesByText.set(text, name);
  return { name, text };
};

/**
 * Runs a prepared statement in the transaction of `em`, or without any. The values are sent beside the text.
 *
 * @throws DriverException like every other statement of `em`.
 */
export const executePrepared = async <Row>(
  em: EntityManager,
  { text }: PreparedStatement,
  values: readonly unknown[],
): Promise<Row[]> => {
  try {
    const { rows } = await em.getKysely().executeQuery<Row>(CompiledQuery.raw(text, [...values]));
    return rows;
  } catch (error) {
    throw em.getDriver().convertException(error as Error);
  }
};

type Query = (...given: unknown[]) => unknown;

/** The query builder never returns the connection of a transaction to the pool when one of these fails. */
const borders: readonly unknown[] = ['begin', 'rollback'];

/** The driver has no class for a statement without an answer in `query_timeout`, and keeps the connection. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout';

/**
 * A connection that gives declared statements their name. PostgreSQL then plans them once; every other
 * statement stays as it is. A connection that is lost in a transaction leaves the pool. Otherwise each lost
 * connection would occupy one place of the pool until the process ends. A connection without an answer ends,
 * because TCP reports a host that died silently after a quarter of an hour only.
 */
export class PreparingClient extends pg.Client {
  constructor(options?: string | pg.ClientConfig) {
    super(options);
    const query = super.query.bind(this) as Query;
    const prepared: Query = (text, values, ...rest) => {
      const name = typeof text === 'string' && Array.isArray(values) ? namesByText.get(text) : undefined;
      const answer =
        name === undefined ? query(text, values, ...rest) : query({ name, text, values }, ...rest);
      return answer instanceof Promise ? this.#leavingOnFailure(answer, borders.includes(text)) : answer;
    };
    this.query = prepared as typeof this.query;
  }

  async #leavingOnFailure(answer: Promise<unknown>, isBorder: boolean): Promise<unknown> {
    try {
      return await answer;
    } catch (error) {
      if (isUnanswered(error)) void this.end().catch(() => undefined);
      if (!isBorder) throw error;
      // The pool adds this method while the connection is in use.
      const release: unknown = Reflect.get(this, 'release');
      if (typeof release === 'function') release(true);
      throw error;
    }
  }
}
