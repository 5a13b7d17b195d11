/** Waits for a condition, looking every few milliseconds; the test's own time-out ends a wait in vain. */
export const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
};
