import { day } from '../values.ts';

/** The days of a period in an answer. Days begin at midnight UTC. */
export const shownPeriod = {
  from: day.describe('The first day.'),
  until: day.describe('The day after the last day.'),
};
