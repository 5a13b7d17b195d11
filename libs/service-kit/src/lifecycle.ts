import type { Logger } from './logger.ts';

type Step = {
  readonly name: string;
  readonly close: () => Promise<void> | void;
};

/**
 * What a process opened, closed in reverse order, once.
 * `stopping` is true from the first moment of the stop, so that readiness can say so.
 */
export type Lifecycle = {
  readonly onClose: (name: string, close: Step['close']) => void;
  readonly close: () => Promise<void>;
  readonly stopping: () => boolean;
  /** Aborted at the first moment of the stop: for work that must end by itself before what it needs is closed. */
  readonly stopSignal: AbortSignal;
};

export const createLifecycle = ({ logger }: { logger: Logger }): Lifecycle => {
  const steps: Step[] = [];
  const stop = new AbortController();
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    for (const step of steps.reverse()) {
      try {
        await step.close();
      } catch (cause) {
        // The other steps must still be closed: the failure is reported and the stop goes on.
        logger.error({ err: cause, step: step.name }, 'a part did not close cleanly');
      }
    }
  };
  return {
    onClose: (name, close) => {
      steps.push({ name, close });
    },
    close: () => {
      stop.abort(new Error('the service is stopping'));
      closing ??= closeAll();
      return closing;
    },
    stopping: () => stop.signal.aborted,
    stopSignal: stop.signal,
  };
};
