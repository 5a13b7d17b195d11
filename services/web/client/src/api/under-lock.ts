/**
 * Runs work while no other tab of this browser runs work with the same name. A page without a secure context
 * has no locks; its tabs run concurrently.
 */
export const underLock = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  // The types of the browser promise locks on every page.
  (navigator.locks as LockManager | undefined)?.request(name, work) ?? work();
