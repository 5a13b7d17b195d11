import type * as contract from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { KeyRecord, Repositories } from './ports.ts';
import { assertMayManageKeys } from './signing-key.ts';
import { type KeyState, stateOf } from './signing-key-schedule.ts';

const maxKeys = 50;

export type ListSigningKeysDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'signingKeys'>>;
  readonly clock: Clock;
};

export type ListedKey = KeyRecord & { readonly state: KeyState };

/** The latest signing keys and their states. @throws Problem `forbidden` to admins of other institutions. */
export const listSigningKeys =
  ({ unitOfWork, clock }: ListSigningKeysDeps) =>
  async ({ principal }: Input<typeof contract.listSigningKeys>): Promise<ListedKey[]> => {
    assertMayManageKeys(principal);
    const keys = await unitOfWork.run(({ signingKeys }) => signingKeys.listAll(maxKeys), { readOnly: true });
    const now = clock.now();
    return keys.map((key) => ({ ...key, state: stateOf(key, keys, now) }));
  };
