import { defaultTimeZone } from '@ai-teacher/contracts/access/institution-time-zone.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { dayIn } from '../domain/days/day-in.ts';

/** Reads the day of an instant in the time zone of an institution from the projection. */
export const readDay = async (em: EntityManager, institutionId: string, instant: Date): Promise<string> => {
  const [row] = await em.execute<{ timeZone: string }[]>(
    'select time_zone as "timeZone" from access_time_zone where institution_id = ?',
    [institutionId],
  );
  return dayIn(row?.timeZone ?? defaultTimeZone, instant);
};
