import type * as contract from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import {
  type DangerousActDeps,
  type DangerousActRepositories,
  permitDangerousAct,
} from '../passwords/dangerous-act.ts';
import type { KeyTimes, Repositories, SigningKey } from './ports.ts';
import { assertMayManageKeys, type PublishKeyDeps, publishKey, retireKey } from './signing-key.ts';
import { previousRetiresAt, waitingKeyAt } from './signing-key-schedule.ts';

export type RotateSigningKeyDeps = PublishKeyDeps &
  DangerousActDeps & { readonly unitOfWork: UnitOfWork<Repositories & DangerousActRepositories> };

export type Rotation = {
  readonly kid: string;
  readonly publishedAt: Date;
  readonly signsAt: Date;
  readonly previousRetiresAt: Date;
};

/**
 * Publishes the next signing key. The key signs after the overlap, when every verifier knows it. Its
 * predecessor is retired when the predecessor's last token has expired. While a published key waits to sign,
 * no other key is made and the answer describes the waiting key. Compromised keys, a waiting one included,
 * are retired immediately, and the new key signs immediately.
 *
 * @throws Problem `forbidden` to admins of any institution but the first, because all institutions share
 *   the keys. A problem of `permitDangerousAct` when the keys are compromised.
 */
export const rotateSigningKey =
  (deps: RotateSigningKeyDeps) =>
  async ({ body, principal }: Input<typeof contract.rotateSigningKey>): Promise<Rotation> => {
    assertMayManageKeys(principal);
    const { keyTimes, clock } = deps;
    const actorId = principal.userId;
    return deps.unitOfWork.run(async (repositories) => {
      await repositories.signingKeys.lock();
      const published = await repositories.signingKeys.listPublished();
      const now = clock.now();
      if (body.compromised) {
        await permitDangerousAct(deps, repositories, principal);
        for (const { kid } of published) await retireKey(repositories, kid, { now, actorId });
        const key = await publishKey(deps, repositories, { overlapSeconds: 0, actorId });
        return { ...rotationOf(key, keyTimes), previousRetiresAt: now };
      }
      const waiting = waitingKeyAt(published, now);
      if (waiting !== undefined) return rotationOf(waiting, keyTimes);
      const { overlapSeconds } = keyTimes;
      return rotationOf(await publishKey(deps, repositories, { overlapSeconds, actorId }), keyTimes);
    });
  };

const rotationOf = ({ kid, createdAt, signsAt }: SigningKey, keyTimes: KeyTimes): Rotation => ({
  kid,
  publishedAt: createdAt,
  signsAt,
  previousRetiresAt: previousRetiresAt(signsAt, keyTimes),
});
