/** Milliseconds until the responses are sent. */
export type Waits = {
  /** After the last change. */
  readonly afterChange: number;
  /** After the first change of a student who types without a pause. */
  readonly maxAfterChange: number;
  /** After an attempt to send that failed. */
  readonly afterFault: number;
};

export const usualWaits: Waits = { afterChange: 600, maxAfterChange: 3_000, afterFault: 4_000 };

/** Decides when the responses are sent. It sends from its start to its stop. */
export const createSendTimer = (waits: Waits, send: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firstChangeAt: number | undefined;
  let isStarted = false;
  const sendIn = (milliseconds: number): void => {
    clearTimeout(timer);
    if (isStarted) timer = setTimeout(send, milliseconds);
  };
  return {
    isStarted: (): boolean => isStarted,
    start: (): void => {
      isStarted = true;
    },
    stop: (): void => {
      isStarted = false;
      clearTimeout(timer);
    },
    /** Everything that was changed is being sent. */
    clear: (): void => {
      clearTimeout(timer);
      firstChangeAt = undefined;
    },
    noteChange: (): void => {
      firstChangeAt ??= performance.now();
      const left = firstChangeAt + waits.maxAfterChange - performance.now();
      sendIn(Math.max(0, Math.min(waits.afterChange, left)));
    },
    noteFault: (): void => sendIn(waits.afterFault),
  };
};
