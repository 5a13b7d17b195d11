import { setTimeout as delay } from 'node:timers/promises';
import type { DurationPadding } from '../domain/accounts/ports.ts';

/** Constant-time padding: work answers, or fails, no sooner than `minMilliseconds` after its start. */
export const createDurationPadding =
  (minMilliseconds: number): DurationPadding =>
  async (work) => {
    const [outcome] = await Promise.allSettled([work(), delay(minMilliseconds)]);
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  };
