import { DriverException, MikroORM } from '@mikro-orm/core';
import { type EntityManager, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Problem } from '../domain/problem.ts';
import type { UnitOfWork } from '../domain/unit-of-work.ts';
import type { Lifecycle } from '../lifecycle.ts';

export type { EntityManager } from '@mikro-orm/postgresql';

export type Database = {
  readonly unitOfWork: <Repositories>(
    repositoriesOf: (em: EntityManager) => Repositories,
  ) => UnitOfWork<Repositories>;
  /** Runs one trivial query, for readiness. Throws when the database does not answer. */
  readonly ping: () => Promise<void>;
  readonly orm: MikroORM<PostgreSqlDriver>;
};

type Entities = NonNullable<ConstructorParameters<typeof MikroORM<PostgreSqlDriver>>[0]['entities']>;

const poolSize = 6;

/** SQLSTATE classes of an unavailable PostgreSQL: connection failure, insufficient resources, shutdown. */
const unavailableStatePattern = /^(08|53|57P)/;

/** Whether the database could not be reached, as opposed to a statement that it refused. */
const isUnavailable = (error: unknown): boolean =>
  error instanceof DriverException &&
  (!('severity' in error) || unavailableStatePattern.test(error.code ?? ''));

/**
 * Opens a service's database: a pool of 6 connections, a statement timeout of 10 s, and at most 5 s of
 * waiting for a connection. A database that is down refuses immediately. The connection is lazy; `ping` tests
 * it. A unit of work throws Problem `database-unavailable` when it could not open a transaction or could not
 * read.
 *
 * @param entities the entities of `data/*.entity.ts`.
 */
export const createDatabase = ({
  url,
  entities,
  lifecycle,
  statementTimeoutMilliseconds = 10_000,
}: {
  url: string;
  entities: Entities;
  lifecycle: Lifecycle;
  statementTimeoutMilliseconds?: number;
}): Database => {
  const orm = new MikroORM<PostgreSqlDriver>({
    driver: PostgreSqlDriver,
    clientUrl: url,
    entities,
    discovery: { warnWhenNoEntities: false },
    allowGlobalContext: false,
    ensureDatabase: false,
    metadataCache: { enabled: false },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 30_000 },
    driverOptions: {
      connectionTimeoutMillis: 5_000,
      statement_timeout: statementTimeoutMilliseconds,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
    },
  });
  lifecycle.onClose('database', () => orm.close(true));

  const change = async <Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result> => {
    const em = orm.em.fork();
    try {
      await em.begin();
    } catch (cause) {
      throw new Problem('database-unavailable', { cause });
    }
    try {
      const result = await work(em);
      await em.commit();
      return result;
    } catch (error) {
      // A lost connection has rolled back already. The error of the work is the one to report.
      await em.rollback().catch(() => undefined);
      throw error;
    }
  };
  // Reads use no transaction. At our isolation level each statement has its own snapshot even inside one, so
  // BEGIN and COMMIT would only add two round trips (decision 0015).
  const read = async <Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result> => {
    try {
      return await work(orm.em.fork());
    } catch (error) {
      throw isUnavailable(error) ? new Problem('database-unavailable', { cause: error }) : error;
    }
  };
  return {
    orm,
    unitOfWork: (repositoriesOf) => ({
      run: (work, options) => (options?.readOnly ? read : change)((em) => work(repositoriesOf(em))),
    }),
    ping: async () => {
      await orm.em.fork().getConnection().execute('select 1');
    },
  };
};
