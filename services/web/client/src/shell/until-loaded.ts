const usualWaitMilliseconds = 3_000;

/**
 * Loads a part of the program that the person does not ask for. It tries again until the part is loaded,
 * because no page would show the fault.
 *
 * @returns undefined when the signal aborts before.
 */
export const untilLoaded = async <Part>(
  load: () => Promise<Part>,
  signal: AbortSignal,
  waitMilliseconds = usualWaitMilliseconds,
): Promise<Part | undefined> => {
  while (!signal.aborted) {
    const part = await load().catch(() => undefined);
    if (part !== undefined) return signal.aborted ? undefined : part;
    await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
  }
  return undefined;
};
