import type { Logger } from './logger.ts';

type Step = {
  readonly name: string;
  readonly close: () => Promise<void> | void;
};

/**
 * Closes the resources that a process opened, in reverse order and once.
 * `stopping` is true from the first moment of the stop, so that readiness can report it.
 */
export type Lifecycle = {
  readonly onClose: (name: string, close: Step['close']) => void;
  readonly close: () => Promise<void>;
  readonly stopping: () => boolean;
  /** Aborted at the first moment of the stop, for work that must end before its resources are closed. */
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
        // The remaining steps must still be closed, so the failure is logged and the stop continues.
        logger.error({ err: cause, step: step.name }, 'a resource did not close cleanly');
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
