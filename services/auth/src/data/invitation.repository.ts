import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { InvitationRepository, StoredInvitation } from '../domain/registration/ports.ts';
import { InvitationEntity } from './invitation.entity.ts';

/** Invitations of earlier versions have no address as written, only the compared form. */
const toInvitation = (row: InvitationEntity): StoredInvitation => ({
  id: row.id,
  tokenHash: row.tokenHash,
  personId: row.personId ?? null,
  email: row.email ?? (row.personId == null ? row.emailKey : null),
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

type OfPeople = Pick<InvitationRepository, 'insertOfPerson' | 'withdrawFor'>;

const ofPeople = (em: EntityManager): OfPeople => ({
  insertOfPerson: async (given) => {
    await em.execute(
      `insert into invitation (token_hash, id, person_id, email, email_key, role, institution_id, invited_by,
         created_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (person_id) where used_at is null and withdrawn_at is null do update set
         token_hash = excluded.token_hash, id = excluded.id, email = excluded.email,
         email_key = excluded.email_key, role = excluded.role, invited_by = excluded.invited_by,
         created_at = excluded.created_at, expires_at = excluded.expires_at`,
      [
        ...[given.tokenHash, given.id, given.personId, given.email, given.emailKey, given.role],
        ...[given.institutionId, given.invitedBy, given.createdAt, given.expiresAt],
      ],
    );
  },
  withdrawFor: async ({ institutionId, personIds }, now) => {
    await em.execute(
      `update invitation set withdrawn_at = ? where token_hash in (
         select token_hash from invitation
         where institution_id = ? and used_at is null and withdrawn_at is null
           and person_id in (select value::uuid from jsonb_array_elements_text(?::jsonb))
         order by person_id for no key update)`,
      [now, institutionId, JSON.stringify(personIds)],
    );
  },
});

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
  ...ofPeople(em),
  listTimes: async ({ makerId, of }, since) => {
    const rows = await em.execute<{ at: string | Date }[]>(
      `select created_at as at from invitation where invited_by = ? and created_at > ?
         and person_id is ${of === 'people' ? 'not null' : 'null'} order by created_at`,
      [makerId, since],
    );
    return rows.map(({ at }) => new Date(at));
  },
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
    const rows = await em.execute<{ personId: string | null; expiresAt: string | Date }[]>(
      `update invitation set withdrawn_at = ?
       where invited_by = ? and used_at is null and withdrawn_at is null
         and role not in (select value from jsonb_array_elements_text(?::jsonb))
       returning person_id as "personId", expires_at as "expiresAt"`,
      [now, invitedBy, JSON.stringify(stillGranted)],
    );
    return rows.flatMap(({ personId, expiresAt }) =>
      personId === null ? [] : [{ personId, expiresAt: new Date(expiresAt) }],
    );
  },
  list: async ({ institutionId, of, emailKey, invitedBy }, { limit, cursor }) => {
    const where = {
      institutionId,
      personId: of === 'people' ? { $ne: null } : null,
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
