/**
 * Runs work in one transaction over repositories that share it. An error of the work rolls everything back.
 * `readOnly` promises that the work only reads. Such work runs without a transaction, and each statement sees
 * the data that is committed when the statement begins. `oneStatement` promises that the work is one
 * statement, which PostgreSQL commits alone: BEGIN and COMMIT would only add two round trips.
 * `isEffect: false` promises that a repetition of the request may do the work again. Then an idempotency key
 * whose request does nothing else is free after a failure.
 * The work runs again when a deadlock has rolled it back, so it changes nothing but its repositories.
 * The domain names its repositories; `database.unitOfWork(…)` supplies the implementation.
 */
export type UnitOfWork<Repositories> = {
  readonly run: <Result>(
    work: (repositories: Repositories) => Promise<Result>,
    options?: {
      readonly readOnly?: boolean;
      readonly oneStatement?: boolean;
      readonly isEffect?: boolean;
    },
  ) => Promise<Result>;
};
