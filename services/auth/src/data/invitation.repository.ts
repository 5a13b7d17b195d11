import type { EntityManager } from '@mikro-orm/postgresql';
import type { InvitationRepository } from '../domain/accounts/ports.ts';
import { InvitationEntity } from './invitation.entity.ts';

export const invitationRepository = (em: EntityManager): InvitationRepository => ({
  findOpen: async (tokenHash, now) => {
    const row = await em.findOne(InvitationEntity, { tokenHash, usedAt: null, expiresAt: { $gt: now } });
    if (row === null) return undefined;
    const { emailKey, role, institutionId, invitedBy, createdAt, expiresAt } = row;
    return { tokenHash, emailKey, role, institutionId, invitedBy, createdAt, expiresAt };
  },
  insert: async (invitation) => {
    await em.insert(InvitationEntity, { ...invitation, usedAt: null });
  },
  use: async (tokenHash, now) =>
    (await em.nativeUpdate(InvitationEntity, { tokenHash, usedAt: null }, { usedAt: now })) === 1,
});
