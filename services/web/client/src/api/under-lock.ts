/**
 * Runs work while no other tab of this browser runs work with the same name. A page without a secure context
 * has no locks; its tabs run concurrently.
 *
 * @param work learns whether it has waited for another tab.
 */
export const underLock = <T>(name: string, work: (hasWaited: boolean) => Promise<T>): Promise<T> => {
  // The types of the browser promise locks on every page.
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) return work(false);
  return locks
    .request(name, { ifAvailable: true }, async (lock) =>
      lock === null ? undefined : { result: await work(false) },
    )
    .then((done) => (done === undefined ? locks.request(name, () => work(true)) : done.result));
};
