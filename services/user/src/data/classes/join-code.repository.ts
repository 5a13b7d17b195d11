import { byTime, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { JoinCode, JoinCodeRepository } from '../../domain/join-codes/ports.ts';
import { classInvitations } from './class-invitation.repository.ts';
import { codesOfMakers } from './codes-of-makers.ts';
import { allOf, type Condition, type DriverTime, olderRows, timeOf, timeOrNull } from './conditions.ts';

type Row = Omit<JoinCode, 'createdAt' | 'expiresAt' | 'withdrawnAt'> & {
  readonly createdAt: DriverTime;
  readonly expiresAt: DriverTime;
  readonly withdrawnAt: DriverTime | null;
};

const select = async (
  em: EntityManager,
  conditions: readonly Condition[],
  { limit = 1, lock = '' }: { readonly limit?: number; readonly lock?: string } = {},
): Promise<JoinCode[]> => {
  const { sql, given } = allOf(conditions);
  const rows = await em.execute<Row[]>(
    `select id, institution_id as "institutionId", class_id as "classId", person_id as "personId",
       max_uses as "maxUses", uses, created_by as "createdBy", created_at as "createdAt",
       expires_at as "expiresAt", withdrawn_at as "withdrawnAt", account_role as "accountRole", email
     from join_code where ${sql} order by created_at desc, id desc limit ? ${lock}`,
    [...given, limit],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: timeOf(row.createdAt),
    expiresAt: timeOf(row.expiresAt),
    withdrawnAt: timeOrNull(row.withdrawnAt),
  }));
};

const byId = (institutionId: string, id: string): readonly Condition[] => [
  ['id = ?', id],
  ['institution_id = ?', institutionId],
];

/** A new invitation of a person withdraws the earlier ones, so a person has one. */
const maxInvitationsOfPerson = 10;

const listInvitationsOf =
  (em: EntityManager): JoinCodeRepository['listInvitationsOf'] =>
  (institutionId, personId) =>
    select(
      em,
      [
        ['institution_id = ?', institutionId],
        ['person_id = ?', personId],
        ['account_role is not null and withdrawn_at is null and uses = 0'],
      ],
      { limit: maxInvitationsOfPerson },
    );

export const joinCodeRepository = (em: EntityManager): JoinCodeRepository => ({
  findByHash: async (institutionId, hash) =>
    (
      await select(em, [
        ['institution_id = ?', institutionId],
        ['code_hash = ?', hash],
      ])
    )[0],
  listInvitationsOf: listInvitationsOf(em),
  find: async (institutionId, id) => (await select(em, byId(institutionId, id)))[0],
  lock: async (institutionId, id) =>
    (await select(em, byId(institutionId, id), { lock: 'for no key update' }))[0],
  list: async (classId, { limit, cursor }) => {
    const found = await select(
      em,
      [['class_id = ?', classId], ...olderRows(placeIn(cursor), { table: 'join_code' })],
      {
        limit: limit + 1,
      },
    );
    return pageThrough(found, limit, byTime);
  },
  count: async (classId, now) => {
    const [row] = await em.execute<{ open: number; all: number }[]>(
      `select count(*) filter (where withdrawn_at is null and uses < max_uses and expires_at > ?)::int as open,
         count(*)::int as all
       from join_code where class_id = ? and account_role is null`,
      [now, classId],
    );
    return row ?? { open: 0, all: 0 };
  },
  insert: async ({
    id,
    institutionId,
    classId,
    hash,
    personId,
    maxUses,
    createdBy,
    createdAt,
    expiresAt,
  }) => {
    await em.execute(
      `insert into join_code (id, institution_id, class_id, code_hash, person_id, max_uses, created_by,
         created_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, institutionId, classId, hash, personId, maxUses, createdBy, createdAt, expiresAt],
    );
  },
  countUse: async (id) => {
    await em.execute('update join_code set uses = uses + 1 where id = ?', [id]);
  },
  withdraw: async (id, at) => {
    await em.execute('update join_code set withdrawn_at = ? where id = ?', [at, id]);
  },
  removeAllFor: async (personId, emailKey, now) => {
    await em.execute(
      `delete from join_code where person_id = ?
         or email_key = ? and (withdrawn_at is not null or uses > 0 or expires_at <= ?)`,
      [personId, emailKey ?? null, now],
    );
  },
  ...classInvitations(em),
  ...codesOfMakers(em),
});
