import type { EntityManager } from '@mikro-orm/postgresql';
import type { Register, RegisterRepository } from '../../domain/academic-sessions/ports.ts';

const increments: Readonly<Record<keyof Register, string>> = {
  sessions: 'sessions = sessions + 1',
  courses: 'courses = courses + 1',
  classes: 'classes = classes + 1',
};

export const registerRepository = (em: EntityManager): RegisterRepository => ({
  lock: async (institutionId) => {
    await em.execute('insert into academic_register (institution_id) values (?) on conflict do nothing', [
      institutionId,
    ]);
    const [row] = await em.execute<Register[]>(
      'select sessions, courses, classes from academic_register where institution_id = ? for no key update',
      [institutionId],
    );
    return row ?? { sessions: 0, courses: 0, classes: 0 };
  },
  count: async (institutionId, things) => {
    await em.execute(`update academic_register set ${increments[things]} where institution_id = ?`, [
      institutionId,
    ]);
  },
});
