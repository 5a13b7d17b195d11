import { z } from 'zod';

/** A day of the calendar, `2026-09-01`. The first year is 1, because PostgreSQL has no year 0. */
export const day = z.iso.date().refine((text) => !text.startsWith('0000'), 'must not be in the year 0');

/** The days of a period in an answer. Days begin at midnight UTC. */
export const shownPeriod = {
  from: day.describe('The first day.'),
  until: day.describe('The day after the last day.'),
};
