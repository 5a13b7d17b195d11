import type { EntityManager } from '@mikro-orm/postgresql';
import type { JoinCodeRepository } from '../../domain/join-codes/ports.ts';

type Invitations = Pick<
  JoinCodeRepository,
  | 'insertInvitations'
  | 'withdrawInvitations'
  | 'withdrawInvitationsOf'
  | 'listOpenOfEmails'
  | 'listUnfitInvitees'
>;

/** An import removed the person, gave the person another role, or the person was erased. */
const isUnfit = `p.erased_at is not null or p.role <> j.account_role or exists (
  select from roster_record k where k.target_id = j.person_id and k.file = 'users' and k.ended_at is not null)`;

const isOpen = 'j.account_role is not null and j.withdrawn_at is null and j.uses = 0 and j.expires_at > ?';

/** Join codes with which a person registers. */
export const classInvitations = (em: EntityManager): Invitations => ({
  insertInvitations: async (made) => {
    await em.execute(
      `insert into join_code (id, institution_id, class_id, code_hash, person_id, max_uses, created_by,
         created_at, expires_at, account_role, email, email_key)
       select id, "institutionId", "classId", hash, "personId", 1, "createdBy", "createdAt", "expiresAt",
         "accountRole", email, "emailKey"
       from jsonb_to_recordset(?::jsonb) as given (id uuid, "institutionId" uuid, "classId" uuid, hash text,
         "personId" uuid, "createdBy" uuid, "createdAt" timestamptz, "expiresAt" timestamptz,
         "accountRole" text, email text, "emailKey" text)`,
      [JSON.stringify(made)],
    );
  },
  withdrawInvitations: async (institutionId, withdrawn, at) => {
    await em.execute(
      `update join_code set withdrawn_at = ? where id in (
         select j.id from join_code j
           join jsonb_to_recordset(?::jsonb) as given ("personId" uuid, "expiresAt" timestamptz)
             on j.person_id = given."personId" and j.expires_at = given."expiresAt"
         where j.institution_id = ? and j.account_role is not null and j.withdrawn_at is null and j.uses = 0
         order by j.id for no key update of j)`,
      [at, JSON.stringify(withdrawn), institutionId],
    );
  },
  withdrawInvitationsOf: async (personIds, at) => {
    await em.execute(
      `update join_code set withdrawn_at = ? where id in (
         select id from join_code
         where person_id in (select value::uuid from jsonb_array_elements_text(?::jsonb))
           and account_role is not null and withdrawn_at is null and uses = 0
         order by id for no key update)`,
      [at, JSON.stringify(personIds)],
    );
  },
  listOpenOfEmails: async (classId, emailKeys, now) => {
    const rows = await em.execute<{ emailKey: string; personId: string }[]>(
      `select j.email_key as "emailKey", j.person_id as "personId" from join_code j
       where j.class_id = ? and ${isOpen}
         and j.email_key in (select value from jsonb_array_elements_text(?::jsonb))`,
      [classId, now, JSON.stringify(emailKeys)],
    );
    return new Map(rows.map(({ emailKey, personId }) => [emailKey, personId]));
  },
  listUnfitInvitees: async (institutionId, now, limit) => {
    const rows = await em.execute<{ personId: string }[]>(
      `select distinct j.person_id as "personId" from join_code j join profile p on p.id = j.person_id
       where j.institution_id = ? and ${isOpen} and j.email_key is null and (${isUnfit}) limit ?`,
      [institutionId, now, limit],
    );
    return rows.map(({ personId }) => personId);
  },
});
