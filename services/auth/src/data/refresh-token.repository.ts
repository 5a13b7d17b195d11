import { newerThan } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Repositories } from '../domain/ports.ts';
import { RefreshFamilyEntity, RefreshTokenEntity } from './refresh-token.entity.ts';

export const refreshTokenRepository = (em: EntityManager): Repositories['refreshTokens'] => ({
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
    await em.nativeUpdate(
      RefreshFamilyEntity,
      { accountId, endedAt: null, expiresAt: { $gt: now } },
      { endedAt: now },
    );
  },
  listEnded: async (since, { limit, after }) => {
    const rows = await em.find(
      RefreshFamilyEntity,
      { endedAt: { $gte: since }, ...newerThan(after, 'endedAt') },
      { orderBy: [{ endedAt: 'asc' }, { id: 'asc' }], limit },
    );
    return rows.flatMap(({ id, endedAt }) => (endedAt ? [{ id, endedAt }] : []));
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
