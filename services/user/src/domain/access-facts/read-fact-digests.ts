import type { FactDigest } from '@ai-teacher/access/domain/fact-source.ts';
import type { readFactDigests as contract } from '@ai-teacher/contracts/access/fact-exchange.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { FactRepositories } from './ports.ts';

export type ReadFactDigestsDeps = { readonly unitOfWork: UnitOfWork<FactRepositories> };

/** Returns the digests with which another service compares its projection. */
export const readFactDigests =
  ({ unitOfWork }: ReadFactDigestsDeps) =>
  ({ body }: Pick<Input<typeof contract>, 'body'>): Promise<readonly FactDigest[]> =>
    unitOfWork.run(({ accessFacts }) => accessFacts.digests(body), { readOnly: true });
