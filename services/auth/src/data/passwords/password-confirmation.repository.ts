import type { EntityManager } from '@mikro-orm/postgresql';
import type { PasswordConfirmations } from '../../domain/passwords/ports.ts';

export const passwordConfirmationRepository = (em: EntityManager): PasswordConfirmations => ({
  lastOf: async (sessionId, now) => {
    const [row] = await em.execute<{ confirmed_at: Date }[]>(
      `select greatest(created_at, password_confirmed_at) as confirmed_at from refresh_family
       where id = ? and ended_at is null and expires_at > ?`,
      [sessionId, now],
    );
    return row === undefined ? undefined : new Date(row.confirmed_at);
  },
  record: async (sessionId, now) => {
    const rows = await em.execute<{ id: string }[]>(
      `update refresh_family set password_confirmed_at = ?
       where id = ? and ended_at is null and expires_at > ? returning id`,
      [now, sessionId, now],
    );
    return rows.length === 1;
  },
});
