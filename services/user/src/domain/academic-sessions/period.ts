import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { InstitutionDays } from '../institution-time-zone/ports.ts';
import type { Period } from './ports.ts';

/** The current day of an institution. */
export const todayOf = (
  { days, clock }: { readonly days: InstitutionDays; readonly clock: Clock },
  institutionId: string,
): Promise<string> => days.of(institutionId, clock.now());

/** The later one of two days. */
export const laterOf = (one: string, other: string): string => {
  if (one > other) return one;
  return other;
};

/**
 * The first day without a role that ends now: today; the first day of a role that has not begun; the known
 * end of a role that has ended.
 */
export const defaultEnd = (
  { from, until }: { readonly from: string; readonly until: string | null },
  today: string,
): string => {
  const earliest = laterOf(today, from);
  return until !== null && until < earliest ? until : earliest;
};

/** Whether a period lies in another one. */
const isInside = (inner: Period, outer: Period): boolean =>
  outer.from <= inner.from && inner.until <= outer.until;

/** @throws Problem `input-invalid` for a period without a day. */
export const requireDays = (period: Period): Period => {
  if (period.from < period.until) return period;
  throw new Problem('input-invalid', { errors: [{ pointer: '/until', message: 'must be after from' }] });
};

/** @throws Problem `dates-outside-period`. */
export const requireInside = (inner: Period, outer: Period): void => {
  if (isInside(inner, outer)) return;
  throw new Problem('dates-outside-period', {
    detail: `The dates must be from ${outer.from} until ${outer.until}.`,
  });
};
