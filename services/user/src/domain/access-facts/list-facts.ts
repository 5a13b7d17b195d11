import type { FactPage } from '@ai-teacher/access/domain/fact-source.ts';
import { type listFacts as contract, maxFactsPerPage } from '@ai-teacher/contracts/access/fact-exchange.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { FactRepositories } from './ports.ts';

export type ListFactsDeps = { readonly unitOfWork: UnitOfWork<FactRepositories> };

/** Returns a page of facts, with which another service repairs its projection. */
export const listFacts =
  ({ unitOfWork }: ListFactsDeps) =>
  ({ body }: Pick<Input<typeof contract>, 'body'>): Promise<FactPage> =>
    unitOfWork.run(({ accessFacts }) => accessFacts.list({ ...body, limit: maxFactsPerPage }), {
      readOnly: true,
    });
