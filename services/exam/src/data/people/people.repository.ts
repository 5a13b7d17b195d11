import { arrayOf } from '@ai-teacher/access/data/readable-rows.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { People } from '../../domain/exams/ports.ts';

const lockOf = (id: string): string => `hashtextextended('person ' || ${id}, 0)`;

export const peopleRepository = (em: EntityManager): People => ({
  hold: async (userIds) => {
    const ids = arrayOf(userIds);
    await em.execute(`select pg_advisory_xact_lock_shared(${lockOf('id')}) from unnest(?::uuid[]) id`, [ids]);
    // A statement of its own, because its snapshot must contain the erasure that the lock has waited for.
    const erased = await em.execute('select from access_erased_person where person_id = any(?::uuid[])', [
      ids,
    ]);
    return erased.length === 0;
  },
  awaitHolders: async (userId) => {
    await em.execute(`select pg_advisory_xact_lock(${lockOf('?::uuid')})`, [userId]);
  },
});
