import { studentsOf } from '@ai-teacher/access/data/students-of.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Students } from '../domain/exams/ports.ts';

/** The students of classes and units, from the projection of the facts of user. */
export const studentRepository = (em: EntityManager, clock: Clock): Students => ({
  of: async (institutionId, audience) => {
    const { sql, parameters } = studentsOf(audience, { institutionId, now: clock.now() });
    const rows = await em.execute<{ person_id: string }[]>(sql, [...parameters]);
    return rows.map((row) => row.person_id);
  },
});
