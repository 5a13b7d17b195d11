const growth = 1.2;
const maxMilliseconds = 250;

/**
 * Polls a condition until it holds, first every 20 ms and then less often, because many conditions are
 * searches. The test's timeout ends the wait otherwise.
 */
export const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  let milliseconds = 20;
  while (!(await condition())) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    milliseconds = Math.min(milliseconds * growth, maxMilliseconds);
  }
};
