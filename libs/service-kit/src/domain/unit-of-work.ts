/**
 * Runs work in one transaction over repositories that share it. What the work throws rolls everything back.
 * `readOnly` promises that the work reads alone: it needs no transaction then, and each of its statements sees what is
 * committed when it begins.
 * The domain states its repositories; `database.unitOfWork(…)` supplies it.
 */
export type UnitOfWork<Repositories> = {
  readonly run: <Result>(
    work: (repositories: Repositories) => Promise<Result>,
    options?: { readonly readOnly?: boolean },
  ) => Promise<Result>;
};
