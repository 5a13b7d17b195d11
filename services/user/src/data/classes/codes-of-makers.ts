import type { EntityManager } from '@mikro-orm/postgresql';
import type { JoinCodeRepository } from '../../domain/join-codes/ports.ts';

type CodesOfMakers = Pick<JoinCodeRepository, 'withdrawAllOfMaker' | 'withdrawLostByMaker'>;

/** Codes that strangers could still use. A used up code admits members of its class only. */
const isOpen = `j.created_by = ? and j.account_role is null and j.withdrawn_at is null and j.uses < j.max_uses
  and j.expires_at > ?`;

/** The rule of `mayInClass` about codes, for an account that is no admin of the institution. */
const isManaged = `exists (
    select from enrolment e
    where e.class_id = j.class_id and e.person_id = j.created_by and e.role in ('teacher', 'co-teacher')
      and e.valid_from <= ?::date and (e.valid_until is null or e.valid_until > ?::date))
  or exists (
    select from unit_role r
      join academic_node administered on administered.id = r.unit_id
      join class c on c.id = j.class_id
      join academic_node unit on unit.id = c.unit_id and unit.path <@ administered.path
    where r.person_id = j.created_by
      and r.valid_from <= ?::date and (r.valid_until is null or r.valid_until > ?::date))`;

/** Locks in the order of ids, as all who change several codes. */
const withdrawWhere = (condition: string): string => `update join_code set withdrawn_at = ? where id in (
  select j.id from join_code j where ${condition} order by j.id for no key update of j)`;

/** Join codes of the people who made them. Invitations with which a person registers belong to auth. */
export const codesOfMakers = (em: EntityManager): CodesOfMakers => ({
  withdrawAllOfMaker: async (makerId, at) => {
    await em.execute(withdrawWhere(isOpen), [at, makerId, at]);
  },
  withdrawLostByMaker: async (makerId, day, at) => {
    await em.execute(withdrawWhere(`${isOpen} and not (${isManaged})`), [
      at,
      makerId,
      at,
      day,
      day,
      day,
      day,
    ]);
  },
});
