export type CircuitBreaker = {
  /**
   * Whether a call may be made now. While the breaker is open, true once per pause: that call is the probe.
   */
  readonly allowsCall: () => boolean;
  /** Whether calls are currently refused. Does not use up the probe. */
  readonly isOpen: () => boolean;
  readonly succeeded: () => void;
  readonly failed: () => void;
  /**
   * The call ended without a verdict on the other side, because its caller left. The next call may be the
   * probe.
   */
  readonly release: () => void;
  /** Seconds until the next probe may pass; 0 while closed. */
  readonly retryAfterSeconds: () => number;
};

/**
 * Stops calls to a part that has failed several times in a row, and lets one probe at a time test whether it
 * recovered. Closed → open after `failures` in a row; open → half-open after the pause; the probe closes or
 * reopens the breaker.
 *
 * @param now milliseconds of a monotonic clock.
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
      // Calls that began before the breaker opened may still fail. They do not prolong the pause.
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
