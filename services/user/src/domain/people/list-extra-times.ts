import { type listExtraTimes as contract, maxExtraTimesPerPage } from '@ai-teacher/contracts/user/people.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { PersonExtraTime, PersonRepositories } from './ports.ts';

export type ListExtraTimesDeps = { readonly unitOfWork: UnitOfWork<PersonRepositories> };

export type ExtraTimePage = { readonly items: readonly PersonExtraTime[]; readonly next: string | null };

/** Returns a page of extra times, with which exam repairs its copies. */
export const listExtraTimes =
  ({ unitOfWork }: ListExtraTimesDeps) =>
  async ({ body }: Pick<Input<typeof contract>, 'body'>): Promise<ExtraTimePage> => {
    const limit = maxExtraTimesPerPage;
    const rows = await unitOfWork.run(
      ({ knownPeople }) => knownPeople.listExtraTimes({ after: body.after, limit: limit + 1 }),
      { readOnly: true },
    );
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? (items.at(-1)?.personId ?? null) : null };
  };
