import { setTimeout as delay } from 'node:timers/promises';
import { MikroORM } from '@mikro-orm/core';
import { type EntityManager, PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { HeldKey } from '../domain/held-key.ts';
import { Problem } from '../domain/problem.ts';
import type { UnitOfWork } from '../domain/unit-of-work.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { currentRequestContext } from '../request-context.ts';
import { failureOf, isSacrificed, refusalOf } from './database-failure.ts';
import { recordEffect } from './idempotency-keys.ts';
import { PreparingClient } from './prepared-statement.ts';

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
/** PostgreSQL ends a statement at its timeout. A server that reports nothing some seconds later is gone. */
const silentMilliseconds = 5_000;

/** Attempts of a unit of work that PostgreSQL ends in favour of another one. A deadlock lasts a second. */
const maxAttempts = 3;
/** Before a repetition, by chance up to so long, so that two units of work do not meet again. */
const maxPauseMilliseconds = 100;

/** Runs a unit of work again, in a new transaction, when PostgreSQL ended it in favour of another one. */
const repeatSacrificed = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (failure) {
      if (made >= maxAttempts || !isSacrificed(failure)) throw failure;
      await delay(Math.random() * maxPauseMilliseconds);
    }
  }
};

/** The idempotency key of the current request, while its changes are effects of the request. */
const heldKey = (): HeldKey | undefined => currentRequestContext()?.heldKey;

/** Runs work in a transaction of its own, as an effect of the request with the key. */
const changing =
  (orm: MikroORM<PostgreSqlDriver>) =>
  async <Result>(work: (em: EntityManager) => Promise<Result>, key: HeldKey | undefined): Promise<Result> => {
    const em = orm.em.fork();
    try {
      await em.begin();
    } catch (cause) {
      throw new Problem('database-unavailable', { cause });
    }
    let isCommitting = false;
    try {
      const result = await work(em);
      if (key?.requestHash !== undefined) await recordEffect(em, key);
      isCommitting = true;
      await em.commit().catch((error: Error) => {
        throw em.getDriver().convertException(error);
      });
      return result;
    } catch (error) {
      // A lost connection has rolled back already. The error of the work is the one to report.
      await em.rollback().catch(() => undefined);
      // A lost commit may have happened, so this caller must not learn that a repetition is safe.
      throw isCommitting ? refusalOf(error) : failureOf(error);
    }
  };

/**
 * Opens a service's database: a pool of 6 connections, a statement timeout of 10 s, and at most 3 s of
 * waiting for a connection, because the gateway gives up a read after 5 s. A database that is down refuses
 * immediately. A connection without an answer 5 s after the statement timeout is replaced. The connection is
 * lazy; `ping` tests it. TLS is chosen in the URL (`?sslmode=verify-full&sslrootcert=…`). A unit of work
 * throws Problem `database-unavailable` when PostgreSQL is unavailable before the commit, `overloaded` when
 * it meets a deadlock three times or a timeout of PostgreSQL, and `input-invalid` when PostgreSQL refuses a
 * value. A change by a request with an idempotency key also records that this request has had an effect.
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
      // MikroORM ignores the TLS parameters of a URL, the driver reads them.
      connectionString: url,
      Client: PreparingClient,
      connectionTimeoutMillis: 3_000,
      statement_timeout: statementTimeoutMilliseconds,
      query_timeout: statementTimeoutMilliseconds + silentMilliseconds,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
    },
  });
  lifecycle.onClose('database', () => orm.close(true));
  const change = changing(orm);

  // Reads use no transaction. At our isolation level each statement has its own snapshot even inside one, so
  // BEGIN and COMMIT would only add two round trips (decision 0015).
  // One statement is a transaction of its own.
  const withoutTransaction = async <Result>(
    work: (em: EntityManager) => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await work(orm.em.fork());
    } catch (error) {
      throw failureOf(error);
    }
  };
  return {
    orm,
    unitOfWork: (repositoriesOf) => ({
      run: (work, { readOnly = false, oneStatement = false, isEffect = true } = {}) => {
        // The key is read first: work that goes on after the end of its request must not commit unrecorded.
        const key = isEffect ? heldKey() : undefined;
        const isPlain = readOnly || (oneStatement && key === undefined);
        const ofRepositories = (em: EntityManager) => work(repositoriesOf(em));
        return repeatSacrificed(() =>
          isPlain ? withoutTransaction(ofRepositories) : change(ofRepositories, key),
        );
      },
    }),
    ping: async () => {
      await orm.em.fork().getConnection().execute('select 1');
    },
  };
};
