import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Account, AccountRepository } from '../domain/accounts/ports.ts';
import { AccountEntity } from './account.entity.ts';

const toAccount = (row: AccountEntity | null): Account | undefined =>
  row === null
    ? undefined
    : {
        id: row.id,
        email: row.email,
        emailKey: row.emailKey,
        name: row.name,
        passwordHash: row.passwordHash,
        role: row.role,
        institutionId: row.institutionId,
        createdAt: row.createdAt,
        disabledAt: row.disabledAt ?? null,
        verifiedAt: row.verifiedAt ?? null,
      };

const columns = `id, email, email_key as "emailKey", name, password_hash as "passwordHash", role,
  institution_id as "institutionId", created_at as "createdAt", disabled_at as "disabledAt",
  verified_at as "verifiedAt"`;

/** Every sign-in reads its account twice. */
const findAccount = preparedStatement('findAccount', `select ${columns} from account where email_key = $1`);
const lockAccount = preparedStatement(
  'lockAccount',
  `select ${columns} from account where id = $1 for update`,
);
const recordAccountUse = preparedStatement(
  'recordAccountUse',
  `update account set last_used_at = $2::timestamptz
   where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 day')`,
);

/** A time is a text or a Date. */
type Time = string | Date;
type AccountRow = Omit<Account, 'createdAt' | 'disabledAt' | 'verifiedAt'> & {
  readonly createdAt: Time;
  readonly disabledAt: Time | null;
  readonly verifiedAt: Time | null;
};

const dateOf = (time: Time | null): Date | null => (time === null ? null : new Date(time));

const accountOf = ([row]: readonly AccountRow[]): Account | undefined =>
  row && {
    ...row,
    createdAt: new Date(row.createdAt),
    disabledAt: dateOf(row.disabledAt),
    verifiedAt: dateOf(row.verifiedAt),
  };

/** In the order of the columns of `insertUnlessKnown`. */
const valuesOf = (account: Account): unknown[] => [
  account.id,
  account.email,
  account.emailKey,
  account.name,
  account.passwordHash,
  account.role,
  account.institutionId,
  account.createdAt,
  account.verifiedAt,
];

export const accountRepository = (em: EntityManager): AccountRepository => ({
  findByEmailKey: async (emailKey) => accountOf(await executePrepared(em, findAccount, [emailKey])),
  findById: async (id) => toAccount(await em.findOne(AccountEntity, { id })),
  insertUnlessKnown: async (account) => {
    const rows = await em.execute<{ id: string }[]>(
      `insert into account (id, email, email_key, name, password_hash, role, institution_id, created_at,
         verified_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id`,
      valuesOf(account),
    );
    return rows.length === 1;
  },
  lock: async (id) => accountOf(await executePrepared(em, lockAccount, [id])),
  lockByEmailKey: async (emailKey) =>
    toAccount(
      await em.findOne(AccountEntity, { emailKey }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }),
    ),
  claim: async (id, to) => {
    await em.nativeUpdate(AccountEntity, { id }, { ...to, disabledAt: null });
  },
  delete: async (id) => {
    await em.nativeDelete(AccountEntity, { id });
  },
  recordUse: async (id, now) => {
    await executePrepared(em, recordAccountUse, [id, now]);
  },
  lockExpired: async ({ neverUsedSince, notUsedSince }, limit) => {
    const expired = await em.execute<{ id: string }[]>(
      `select id from account
       where verified_at is null and disabled_at is null and created_at < ?
         and (last_used_at is null or last_used_at < ?)
       order by created_at limit ? for update skip locked`,
      [neverUsedSince, notUsedSince, limit],
    );
    const rows = await em.find(AccountEntity, { id: { $in: expired.map(({ id }) => id) } });
    return rows.flatMap((row) => toAccount(row) ?? []);
  },
  change: async (id, { role, disabledAt, verifiedAt }) => {
    await em.nativeUpdate(AccountEntity, { id }, { role, disabledAt, verifiedAt });
  },
  list: async ({ institutionId, emailKey }, { limit, cursor }) => {
    const where = { institutionId, ...(emailKey === undefined ? {} : { emailKey }) };
    const rows = await em.find(
      AccountEntity,
      { ...where, ...olderThan(placeIn(cursor), 'createdAt') },
      { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], limit: limit + 1 },
    );
    const found = rows.flatMap((row) => toAccount(row) ?? []);
    return pageThrough(found, limit, byTime);
  },
  replacePasswordHash: async (id, passwordHash) => {
    await em.nativeUpdate(AccountEntity, { id }, { passwordHash });
  },
});
