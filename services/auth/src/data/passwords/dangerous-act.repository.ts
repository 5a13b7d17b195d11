import type { EntityManager } from '@mikro-orm/postgresql';
import type { DangerousActs } from '../../domain/passwords/ports.ts';

/** An arbitrary number of its own: the first half of the advisory locks of this table. */
const actorLock = 730_144;

export const dangerousActRepository = (em: EntityManager): DangerousActs => ({
  record: async (actorId, { now, since }) => {
    await em.execute('select pg_advisory_xact_lock(?, hashtext(?))', [actorLock, actorId]);
    await em.execute('delete from dangerous_act where actor_id = ? and at <= ?', [actorId, since]);
    await em.execute('insert into dangerous_act (actor_id, at) values (?, ?)', [actorId, now]);
    const rows = await em.execute<{ at: Date }[]>(
      'select at from dangerous_act where actor_id = ? order by at',
      [actorId],
    );
    return rows.map(({ at }) => new Date(at));
  },
});
