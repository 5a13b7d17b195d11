import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import { emailKeyOf } from '@ai-teacher/contracts/values.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Account, Repositories } from './ports.ts';

export type ListAccountsDeps = { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'accounts'>> };

/**
 * The accounts of the admin's own institution, newest first.
 *
 * @throws Problem `input-invalid` for a cursor that this list did not make.
 */
export const listAccounts =
  ({ unitOfWork }: ListAccountsDeps) =>
  async ({ principal, query }: Input<typeof contract.listAccounts>): Promise<Listed<Account>> => {
    const { institutionId } = principal;
    const emailKey = query.email === undefined ? undefined : emailKeyOf(query.email);
    return unitOfWork.run(({ accounts }) => accounts.list({ institutionId, emailKey }, query), {
      readOnly: true,
    });
  };
