import { useEffect, useState } from 'react';
import { secondsLeft } from './server-clock.ts';

/**
 * Seconds until the student's time is over, counted by the clock of the page.
 *
 * @param offset the server's clock minus the clock of the page, in milliseconds.
 * @returns null without a deadline.
 */
export const useCountdown = (deadlineAt: string | null, offset: number): number | null => {
  const [pageTime, setPageTime] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setPageTime(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = secondsLeft({ deadlineAt, offset }, pageTime);
  return seconds === null ? null : Math.max(0, seconds);
};
