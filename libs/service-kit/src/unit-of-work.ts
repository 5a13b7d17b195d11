/**
 * Runs work in one transaction over repositories that share it. What the work throws rolls everything back.
 * The domain states its repositories; `database.unitOfWork(…)` supplies it.
 */
export type UnitOfWork<Repositories> = {
  readonly run: <Result>(
    work: (repositories: Repositories) => Promise<Result>,
    options?: { readonly readOnly?: boolean },
  ) => Promise<Result>;
};
