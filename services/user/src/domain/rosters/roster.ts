import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Roster } from './ports.ts';

/** @throws Problem `roster-not-found`. */
export const requireRoster = (found: Roster | undefined): Roster => {
  if (found === undefined) throw new Problem('roster-not-found');
  return found;
};

/** Whether a job changes the import, or will. Other imports wait for a person or have ended. */
export const isWorkedOn = ({ status }: Pick<Roster, 'status'>): boolean =>
  status === 'queued' || status === 'checking' || status === 'applying';
