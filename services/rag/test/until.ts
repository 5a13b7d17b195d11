/** Polls a condition every 20 ms until it holds. The test's timeout ends the wait otherwise. */
export const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
};
