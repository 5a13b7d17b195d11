import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { PublicJwk, Repositories } from './ports.ts';

export type ReadKeySetDeps = { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'signingKeys'>> };

/** The public halves of all published keys. */
export const readKeySet =
  ({ unitOfWork }: ReadKeySetDeps) =>
  async (): Promise<PublicJwk[]> => {
    const keys = await unitOfWork.run(({ signingKeys }) => signingKeys.listPublished(), { readOnly: true });
    return keys.map((key) => key.publicJwk);
  };
