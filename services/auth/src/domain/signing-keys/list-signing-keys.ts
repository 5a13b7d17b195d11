import type { KeyRecord, World } from '../ports.ts';
import { assertMayManageKeys } from './rotate-signing-key.ts';
import { type KeyState, stateOf } from './signing-key-schedule.ts';

const maxKeys = 50;

export type ListedKey = KeyRecord & { readonly state: KeyState };

/** The latest signing keys and what each is doing. @throws Problem `forbidden` to admins of other institutions. */
export const listSigningKeys =
  ({ unitOfWork, clock }: World) =>
  async ({ principal }: { principal: { institutionId: string } }): Promise<ListedKey[]> => {
    assertMayManageKeys(principal);
    const keys = await unitOfWork.run(({ signingKeys }) => signingKeys.listAll(maxKeys), { readOnly: true });
    const now = clock.now();
    return keys.map((key) => ({ ...key, state: stateOf(key, keys, now) }));
  };
