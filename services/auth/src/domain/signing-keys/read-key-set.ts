import type { PublicJwk, World } from '../ports.ts';

/** The public halves of every key that tokens may still be signed with. */
export const readKeySet =
  ({ unitOfWork }: World) =>
  async (): Promise<PublicJwk[]> => {
    const keys = await unitOfWork.run(({ signingKeys }) => signingKeys.listPublished(), { readOnly: true });
    return keys.map((key) => key.publicJwk);
  };
