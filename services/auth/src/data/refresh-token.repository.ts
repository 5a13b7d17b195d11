import { revocationSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import { pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RefreshTokenRepository } from '../domain/sessions/ports.ts';
import { RefreshFamilyEntity, RefreshTokenEntity } from './refresh-token.entity.ts';

/** Every process reads this list after each change, so it is worth a plan per connection. */
const listEndedSessions = preparedStatement(
  'listEndedSessions',
  `select id, ended_at as "endedAt" from refresh_family
   where ended_at >= $1 and ($2::timestamptz is null or (ended_at, id) > ($2, $3::uuid))
   order by ended_at, id limit $4`,
);
/** Read each second for all waiting polls together. */
const summarizeEndedSessions = preparedStatement(
  'summarizeEndedSessions',
  `select count(*)::int as count, coalesce(md5(string_agg(id::text, ',' order by ended_at, id)), '') as digest
   from refresh_family where ended_at >= $1`,
);
/** The foreign key of the token is checked at the end of the statement. */
const openFamily = preparedStatement(
  'openFamily',
  `with family as (
     insert into refresh_family (id, account_id, created_at, expires_at, ended_at, browser, operating_system)
     values ($1, $2, $3, $4, $5, $6, $7) returning id)
   insert into refresh_token (token_hash, family_id, issued_at, used_at, child_hash)
   select $8, family.id, $9, $10, $11 from family`,
);
/**
 * Tokens are read only when the account has more live families than `$3`: an account may have thousands of
 * them. A family that another statement ends meanwhile is not ended again.
 */
const endLeastUsed = preparedStatement(
  'endLeastUsed',
  `update refresh_family set ended_at = $2 where ended_at is null and id in (
     select family.id from refresh_family family
     where account_id = $1 and ended_at is null and expires_at > $2 and $3::int < (
       select count(*) from refresh_family where account_id = $1 and ended_at is null and expires_at > $2)
     order by (select coalesce(max(issued_at), family.created_at) from refresh_token
               where family_id = family.id) desc, id desc
     offset $3::int)
   returning id`,
);
/** A time is a text or a Date. */
type EndedRow = { readonly id: string; readonly endedAt: string | Date };

export const refreshTokenRepository = (em: EntityManager): RefreshTokenRepository => ({
  openFamily: async (family, first) => {
    const { id, accountId, createdAt, expiresAt, endedAt, browser, operatingSystem } = family;
    const { tokenHash, issuedAt, usedAt, childHash } = first;
    await executePrepared(em, openFamily, [
      ...[id, accountId, createdAt, expiresAt, endedAt, browser, operatingSystem],
      ...[tokenHash, issuedAt, usedAt, childHash],
    ]);
  },
  findFamily: async (id) => {
    const row = await em.findOne(RefreshFamilyEntity, { id });
    if (row === null) return undefined;
    const { accountId, createdAt, expiresAt } = row;
    return { id, accountId, createdAt, expiresAt, endedAt: row.endedAt ?? null };
  },
  endFamily: async (id, now) => {
    await em.nativeUpdate(RefreshFamilyEntity, { id, endedAt: null }, { endedAt: now });
  },
  endLeastUsed: async ({ accountId, maxLive, now }) =>
    (await executePrepared<{ id: string }>(em, endLeastUsed, [accountId, now, maxLive])).length,
  endFamiliesOf: async (accountId, now) => {
    // The access tokens of a family that has just expired are accepted until they expire themselves.
    const withTokens = new Date(now.getTime() - revocationSeconds * 1_000);
    await em.nativeUpdate(
      RefreshFamilyEntity,
      { accountId, endedAt: null, expiresAt: { $gt: withTokens } },
      { endedAt: now },
    );
  },
  listEnded: async (since, { limit, cursor }) => {
    const after = placeIn(cursor);
    const rows = await executePrepared<EndedRow>(em, listEndedSessions, [
      ...[since, after?.at ?? null, after?.id ?? null, limit + 1],
    ]);
    const found = rows.map(({ id, endedAt }) => ({ id, endedAt: new Date(endedAt) }));
    return pageThrough(found, limit, ({ id, endedAt }) => [endedAt.toISOString(), id]);
  },
  summarizeEnded: async (since) => {
    const [row] = await executePrepared<{ count: number; digest: string }>(em, summarizeEndedSessions, [
      since,
    ]);
    return { count: row?.count ?? 0, digest: row?.digest ?? '' };
  },
  insert: async (token) => {
    await em.insert(RefreshTokenEntity, { ...token });
  },
  find: async (tokenHash) => {
    const row = await em.findOne(RefreshTokenEntity, { tokenHash }, { refresh: true });
    if (row === null) return undefined;
    const { familyId, issuedAt } = row;
    return { tokenHash, familyId, issuedAt, usedAt: row.usedAt ?? null, childHash: row.childHash ?? null };
  },
  markUsed: async (tokenHash, childHash, now) =>
    (await em.nativeUpdate(RefreshTokenEntity, { tokenHash, usedAt: null }, { usedAt: now, childHash })) ===
    1,
});
