export type CircuitBreaker = {
  /** Whether a call may be made now. True once per pause while open: that call is the probe. */
  readonly allowsCall: () => boolean;
  /** Whether calls are refused at this moment, without taking the probe's place. */
  readonly isOpen: () => boolean;
  readonly succeeded: () => void;
  readonly failed: () => void;
  /** The call ended without telling anything about the other side (its caller left): the probe's place is free again. */
  readonly release: () => void;
  /** Seconds until the next probe may pass; 0 while closed. */
  readonly retryAfterSeconds: () => number;
};

/**
 * Stops asking a part that has failed several times in a row, and lets one probe at a time find out whether it is back.
 * Closed → open after `failures` in a row; open → half-open after the pause; a probe closes it or opens it again.
 *
 * @param now milliseconds of a clock that never goes back.
 */
export const createCircuitBreaker = ({
  failures,
  pauseMilliseconds,
  now = () => performance.now(),
}: {
  failures: number;
  pauseMilliseconds: number;
  now?: () => number;
}): CircuitBreaker => {
  let inARow = 0;
  let openUntil: number | undefined;
  let probing = false;
  const isOpen = (): boolean => openUntil !== undefined && (probing || now() < openUntil);
  return {
    isOpen,
    allowsCall: () => {
      if (isOpen()) return false;
      if (openUntil !== undefined) probing = true;
      return true;
    },
    succeeded: () => {
      inARow = 0;
      openUntil = undefined;
      probing = false;
    },
    failed: () => {
      inARow += 1;
      // Calls that set out before it opened may still fail: they do not prolong the pause.
      if (probing || (openUntil === undefined && inARow >= failures)) openUntil = now() + pauseMilliseconds;
      probing = false;
    },
    release: () => {
      probing = false;
    },
    retryAfterSeconds: () =>
      openUntil === undefined ? 0 : Math.max(1, Math.ceil((openUntil - now()) / 1_000)),
  };
};
