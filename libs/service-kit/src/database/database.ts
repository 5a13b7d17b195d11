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
  /** One trivial query; throws when the database does not answer. For readiness. */
  readonly ping: () => Promise<void>;
  readonly orm: MikroORM<PostgreSqlDriver>;
};

type Entities = NonNullable<ConstructorParameters<typeof MikroORM<PostgreSqlDriver>>[0]['entities']>;

const poolSize = 6;

/** SQLSTATE classes by which PostgreSQL says that it cannot serve anybody now: connections, resources, its end. */
const awayStates = /^(08|53|57P)/;

/** Whether an error tells of the way to the database, and not of a statement that it refused. */
const isAway = (error: unknown): boolean =>
  error instanceof DriverException && (!('severity' in error) || awayStates.test(error.code ?? ''));

/**
 * Opens a service's database: a pool of 6, a statement timeout of 10 s, waits of at most 5 s for a connection (a database that is down refuses at once).
 * The connection is lazy; `ping` tells whether it works.
 *
 * @param entities what `data/*.entity.ts` define.
 * A unit of work throws Problem `database-unavailable` when no transaction could be opened, or nothing be read.
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
      // A connection that is gone has rolled back by itself; the error of the work is the one to tell.
      await em.rollback().catch(() => undefined);
      throw error;
    }
  };
  // No transaction: at the isolation that we use every statement has a snapshot of its own in one, too, so all that
  // BEGIN and COMMIT would add to a read are two more ways to the database and back (decision 0015).
  const read = async <Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result> => {
    try {
      return await work(orm.em.fork());
    } catch (error) {
      throw isAway(error) ? new Problem('database-unavailable', { cause: error }) : error;
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
