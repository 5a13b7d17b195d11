import { byTime, type Listed, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { Account, World } from '../ports.ts';
import { emailKeyOf } from './email-key.ts';

/**
 * The accounts of the admin's own institution, newest first.
 *
 * @throws Problem `input-invalid` for a cursor that we did not make.
 */
export const listAccounts =
  ({ unitOfWork }: World) =>
  async ({
    principal: { institutionId },
    query,
  }: {
    principal: { institutionId: string };
    query: { limit: number; cursor?: string | undefined; email?: string | undefined };
  }): Promise<Listed<Account>> => {
    const emailKey = query.email === undefined ? undefined : emailKeyOf(query.email);
    const page = { limit: query.limit + 1, after: placeIn(query.cursor) };
    const found = await unitOfWork.run(({ accounts }) => accounts.list({ institutionId, emailKey }, page), {
      readOnly: true,
    });
    return pageThrough(found, query.limit, byTime);
  };
