import { randomInt } from 'node:crypto';
import { invitePeople, withdrawPersonInvitations } from '@ai-teacher/contracts/auth/person-invitations.ts';
import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import { codeAlphabet } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import {
  answering,
  type MeshStandIn,
  startMeshStandIn,
} from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';

type Invited = Parameters<Parameters<typeof answering<typeof invitePeople>>[1]>[0]['body'];

export type AuthStandIn = MeshStandIn & {
  /** People who have registered, although this service has not heard of it. */
  readonly registered: Set<string>;
  /** Answers the next `invitePeople` with a problem. */
  readonly refuse: (code: ProblemCode) => void;
  /** The requests that `invitePeople` received. */
  readonly invited: () => readonly Invited[];
  /** The people of each call of `withdrawPersonInvitations`. */
  readonly withdrawn: () => readonly (readonly string[])[];
};

const aCode = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join(''),
  ).join('-');

const dayMilliseconds = 86_400_000;

/** Answers for auth, as its own tests prove. */
export const startAuthStandIn = async (): Promise<AuthStandIn> => {
  const registered = new Set<string>();
  let refusal: ProblemCode | undefined;
  const mesh = await startMeshStandIn([
    answering(invitePeople, ({ body }) => {
      const code = refusal;
      refusal = undefined;
      if (code !== undefined) throw new Problem(code);
      return {
        expiresAt: new Date(Date.now() + body.days * dayMilliseconds).toISOString(),
        items: body.people.map(({ personId }) =>
          registered.has(personId)
            ? { personId, outcome: 'has-account' as const }
            : { personId, outcome: 'invited' as const, code: aCode() },
        ),
      };
    }),
    answering(withdrawPersonInvitations, () => undefined),
  ]);
  const bodiesOf = (operationId: string) =>
    mesh.requests.filter(({ operation }) => operation.operationId === operationId).map(({ body }) => body);
  return {
    ...mesh,
    registered,
    refuse: (code) => {
      refusal = code;
    },
    invited: () => bodiesOf('invitePeople') as Invited[],
    withdrawn: () =>
      (bodiesOf('withdrawPersonInvitations') as { personIds: string[] }[]).map(({ personIds }) => personIds),
  };
};
