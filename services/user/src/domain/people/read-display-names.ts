import type { readDisplayNames as contract } from '@ai-teacher/contracts/user/people.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { DisplayName, PersonRepositories } from './ports.ts';

export type ReadDisplayNamesDeps = { readonly unitOfWork: UnitOfWork<PersonRepositories> };

/** Returns the names of people of an institution, for another service. */
export const readDisplayNames =
  ({ unitOfWork }: ReadDisplayNamesDeps) =>
  ({ body }: Pick<Input<typeof contract>, 'body'>): Promise<readonly DisplayName[]> =>
    unitOfWork.run(({ knownPeople }) => knownPeople.listNames(body.institutionId, body.ids), {
      readOnly: true,
    });
