import { readDay } from '@ai-teacher/access/data/read-day.ts';
import { studentsOf } from '@ai-teacher/access/data/students-of.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Students } from '../domain/exams/ports.ts';

/** The students of classes and units, from the projection of the facts of user. */
export const studentRepository = (em: EntityManager, clock: Clock): Students => ({
  of: async (institutionId, audience) => {
    const today = await readDay(em, institutionId, clock.now());
    const { sql, parameters } = studentsOf(audience, { institutionId, today });
    const rows = await em.execute<{ person_id: string }[]>(sql, [...parameters]);
    return rows.map((row) => row.person_id);
  },
});
