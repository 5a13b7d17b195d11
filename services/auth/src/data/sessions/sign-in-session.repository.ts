import { pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { SignInSession, SignInSessionRepository } from '../../domain/sign-in-sessions/ports.ts';

/** A time is a text or a Date. */
type Time = string | Date;
type Row = {
  readonly id: string;
  readonly createdAt: Time;
  readonly expiresAt: Time;
  readonly lastUsedAt: Time;
  readonly browser: string | null;
  readonly operatingSystem: string | null;
};

const toSession = ({ id, browser, operatingSystem, ...times }: Row): SignInSession => ({
  id,
  createdAt: new Date(times.createdAt),
  expiresAt: new Date(times.expiresAt),
  lastUsedAt: new Date(times.lastUsedAt),
  device: { browser, operatingSystem },
});

export const signInSessionRepository = (em: EntityManager): SignInSessionRepository => ({
  listLive: async ({ accountId, now }, { limit, cursor }) => {
    const after = placeIn(cursor);
    const rows = await em.execute<Row[]>(
      `select * from (
         select family.id, family.created_at as "createdAt", family.expires_at as "expiresAt", browser,
           operating_system as "operatingSystem",
           (select coalesce(max(issued_at), family.created_at) from refresh_token
            where family_id = family.id) as "lastUsedAt"
         from refresh_family family
         where account_id = ? and ended_at is null and expires_at > ?) live
       where ?::timestamptz is null or ("lastUsedAt", id) < (?::timestamptz, ?::uuid)
       order by "lastUsedAt" desc, id desc limit ?`,
      [accountId, now, after?.at ?? null, after?.at ?? null, after?.id ?? null, limit + 1],
    );
    return pageThrough(rows.map(toSession), limit, ({ lastUsedAt, id }) => [lastUsedAt.toISOString(), id]);
  },
  end: async ({ id, accountId, now }) => {
    const ended = await em.execute<unknown[]>(
      `update refresh_family set ended_at = ? where id = ? and account_id = ? and ended_at is null
       returning id`,
      [now, id, accountId],
    );
    if (ended.length === 1) return true;
    const known = await em.execute<unknown[]>(
      'select id from refresh_family where id = ? and account_id = ?',
      [id, accountId],
    );
    return known.length === 1 ? false : undefined;
  },
});
