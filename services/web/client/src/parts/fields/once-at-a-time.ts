/** Runs work that ends before it runs again. A call meanwhile does nothing. */
export type OnceAtATime = (work: () => Promise<unknown>) => Promise<void>;

export const onceAtATime = (): OnceAtATime => {
  let isRunning = false;
  return async (work) => {
    if (isRunning) return;
    isRunning = true;
    try {
      await work();
    } catch {
      // The caller of the work shows its fault.
    } finally {
      isRunning = false;
    }
  };
};
