import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account, Repositories } from '../domain/ports.ts';
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
      };

export const accountRepository = (em: EntityManager): Repositories['accounts'] => ({
  findByEmailKey: async (emailKey) => toAccount(await em.findOne(AccountEntity, { emailKey })),
  findById: async (id) => toAccount(await em.findOne(AccountEntity, { id })),
  insertUnlessKnown: async (account) => {
    const rows = await em.execute<{ id: string }[]>(
      `insert into account (id, email, email_key, name, password_hash, role, institution_id, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (email_key) do nothing returning id`,
      [
        account.id,
        account.email,
        account.emailKey,
        account.name,
        account.passwordHash,
        account.role,
        account.institutionId,
        account.createdAt,
      ],
    );
    return rows.length === 1;
  },
  replacePasswordHash: async (id, passwordHash) => {
    await em.nativeUpdate(AccountEntity, { id }, { passwordHash });
  },
});
