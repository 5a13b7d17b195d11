import { revocationSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import { newerThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RefreshTokenRepository } from '../domain/sessions/ports.ts';
import { RefreshFamilyEntity, RefreshTokenEntity } from './refresh-token.entity.ts';

export const refreshTokenRepository = (em: EntityManager): RefreshTokenRepository => ({
  insertFamily: async (family) => {
    await em.insert(RefreshFamilyEntity, { ...family });
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
    const rows = await em.find(
      RefreshFamilyEntity,
      { endedAt: { $gte: since }, ...newerThan(placeIn(cursor), 'endedAt') },
      { orderBy: [{ endedAt: 'asc' }, { id: 'asc' }], limit: limit + 1 },
    );
    const found = rows.flatMap(({ id, endedAt }) => (endedAt ? [{ id, endedAt }] : []));
    return pageThrough(found, limit, ({ id, endedAt }) => [endedAt.toISOString(), id]);
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
