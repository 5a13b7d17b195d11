import { useEffect, useState } from 'react';

/**
 * Seconds until a deadline of the server, by the clock of the server.
 *
 * @param offsetMilliseconds the server's clock minus this device's clock.
 * @returns null without a deadline.
 */
export const useCountdown = (deadlineAt: string | null, offsetMilliseconds: number): number | null => {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return deadlineAt === null
    ? null
    : Math.max(0, (Date.parse(deadlineAt) - now - offsetMilliseconds) / 1_000);
};
