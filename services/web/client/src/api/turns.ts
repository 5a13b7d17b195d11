/** Runs work one after the other, in the order of its arrival. */
export const createTurns = () => {
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  return {
    /** Whether work would begin immediately. */
    areFree: (): boolean => count === 0,
    /** Fulfilled or rejected as the work is. Work that fails does not hold back the next one. */
    run: async <T>(work: () => Promise<T>): Promise<T> => {
      const before = last;
      count += 1;
      const ended = before.then(work).finally(() => {
        count -= 1;
      });
      last = ended.catch(() => undefined);
      return ended;
    },
  };
};
