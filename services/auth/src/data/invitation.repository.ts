import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { InvitationRepository, StoredInvitation } from '../domain/registration/ports.ts';
import { InvitationEntity } from './invitation.entity.ts';

/** Invitations of earlier versions have no address as written, only the compared form. */
const toInvitation = (row: InvitationEntity): StoredInvitation => ({
  id: row.id,
  tokenHash: row.tokenHash,
  email: row.email ?? row.emailKey,
  emailKey: row.emailKey,
  role: row.role,
  institutionId: row.institutionId,
  invitedBy: row.invitedBy,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  usedAt: row.usedAt ?? null,
  withdrawnAt: row.withdrawnAt ?? null,
});

const unused = { usedAt: null, withdrawnAt: null };

export const invitationRepository = (em: EntityManager): InvitationRepository => ({
  insert: async (invitation) => {
    await em.insert(InvitationEntity, { ...invitation });
  },
  findOpen: async (tokenHash, now) => {
    const row = await em.findOne(InvitationEntity, { tokenHash, ...unused, expiresAt: { $gt: now } });
    return row === null ? undefined : toInvitation(row);
  },
  use: async (tokenHash, now) =>
    (await em.nativeUpdate(InvitationEntity, { tokenHash, ...unused }, { usedAt: now })) === 1,
  countOpen: (invitedBy, now) =>
    em.count(InvitationEntity, { invitedBy, ...unused, expiresAt: { $gt: now } }),
  find: async (id) => {
    const row = await em.findOne(InvitationEntity, { id });
    return row === null ? undefined : toInvitation(row);
  },
  withdraw: async (id, now) => {
    const rows = await em.execute<unknown[]>(
      `update invitation set withdrawn_at = coalesce(withdrawn_at, ?) where id = ? and used_at is null
       returning id`,
      [now, id],
    );
    return rows.length === 1;
  },
  withdrawOf: async (invitedBy, stillGranted, now) => {
    await em.nativeUpdate(
      InvitationEntity,
      { invitedBy, ...unused, role: { $nin: [...stillGranted] } },
      { withdrawnAt: now },
    );
  },
  list: async ({ institutionId, emailKey, invitedBy }, { limit, cursor }) => {
    const where = {
      institutionId,
      ...(emailKey === undefined ? {} : { emailKey }),
      ...(invitedBy === undefined ? {} : { invitedBy }),
    };
    const rows = await em.find(
      InvitationEntity,
      { ...where, ...olderThan(placeIn(cursor), 'createdAt') },
      { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], limit: limit + 1 },
    );
    return pageThrough(rows.map(toInvitation), limit, byTime);
  },
});
