import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import { defaultInstitutionId, emailKeyOf } from '@ai-teacher/contracts/values.ts';
import type { Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { publishRegistration } from '../accounts/account.ts';
import { takeAddress } from '../accounts/address.ts';
import type { Account, DurationPadding } from '../accounts/ports.ts';
import { hashPassword, matchPassword } from '../passwords/password-form.ts';
import { assertAcceptable } from '../passwords/password-policy.ts';
import type { PasswordBlocklist, PasswordHasher } from '../passwords/ports.ts';
import { type OperatorPolicy, policyInForce } from '../registration-policy/policy-in-force.ts';
import { assertMayRegister } from '../registration-policy/registration-policy.ts';
import {
  type FindInvitationDeps,
  findInvitation,
  type PresentedInvitation,
  useInvitation,
} from './invitation.ts';
import type { Repositories } from './ports.ts';
import { countInvitationGuess, countRegistration, type RegistrationLimitDeps } from './registration-limit.ts';

export type RegisterDeps = RegistrationLimitDeps &
  FindInvitationDeps & {
    readonly operatorPolicy: OperatorPolicy;
    readonly unitOfWork: UnitOfWork<Repositories>;
    readonly passwordHasher: Pick<PasswordHasher, 'hash' | 'verify'>;
    readonly blocklist: PasswordBlocklist;
    readonly identifiers: Identifiers;
    readonly padDuration: DurationPadding;
  };

export type Registered = Pick<Account, 'id' | 'email' | 'name' | 'role'>;

/**
 * Registers an account: as a student, or with the role of an invitation for this e-mail. For an e-mail that
 * is already known the work, the shape of the answer and its duration are the same, and nothing changes.
 * With an invitation of the address, an unverified account with this e-mail makes way (`takeAddress`). With
 * the code of a person, the account takes the id of that person.
 * Registrations without an invitation follow the policy of the installation and are limited.
 *
 * @throws Problem `registration-closed`, `password-unacceptable`, `invitation-invalid`,
 *   `address-has-account`, `authentication-busy`, or a problem of `countRegistration`.
 */
export const register =
  (deps: RegisterDeps) =>
  async ({ body, clientAddress }: Input<typeof contract.register>): Promise<Registered> => {
    const { password, invitationToken, ...person } = body;
    const invitation = invitationToken === undefined ? undefined : { invitationToken, email: person.email };
    if (invitation === undefined) await assertAdmitted(deps, person.email);
    else await assertInvited(deps, invitation, clientAddress);
    assertAcceptable({ password, ...person, pointer: '/password' }, deps.blocklist);
    const work = () =>
      deps.padDuration(async () => {
        const proven = invitation && (await findOwn(deps, person.email, password));
        const passwordHash = await hashPassword(deps.passwordHasher, password);
        return deps.unitOfWork.run((repositories) =>
          insertAccount(deps, repositories, { ...person, passwordHash, invitationToken, proven }),
        );
      });
    return invitation === undefined ? countRegistration(deps, clientAddress, work) : work();
  };

const assertAdmitted = async ({ unitOfWork, operatorPolicy }: RegisterDeps, email: string): Promise<void> => {
  const { policy } = await unitOfWork.run((repositories) => policyInForce(operatorPolicy, repositories), {
    readOnly: true,
  });
  assertMayRegister(policy, email);
};

/** Refuses an invalid invitation before the password is hashed. The transaction examines it again. */
const assertInvited = async (
  deps: RegisterDeps,
  presented: PresentedInvitation,
  clientAddress: string | undefined,
): Promise<void> => {
  const invitation = await deps.unitOfWork.run(
    (repositories) => findInvitation(deps, repositories, presented),
    { readOnly: true },
  );
  if (invitation !== undefined) return;
  await countInvitationGuess(deps, clientAddress);
  throw invitationInvalid();
};

/** The unverified account with this address, when the password is correct. */
const findOwn = async (
  { unitOfWork, passwordHasher }: RegisterDeps,
  email: string,
  password: string,
): Promise<Account | undefined> => {
  const known = await unitOfWork.run(({ accounts }) => accounts.findByEmailKey(emailKeyOf(email)), {
    readOnly: true,
  });
  if (known === undefined || known.verifiedAt !== null) return undefined;
  return (await matchPassword(passwordHasher, known.passwordHash, password)).matches ? known : undefined;
};

type Registration = {
  readonly email: string;
  readonly passwordHash: string;
  readonly name: string;
  readonly invitationToken: string | undefined;
  readonly proven: Account | undefined;
};

const insertAccount = async (
  deps: RegisterDeps,
  repositories: Repositories,
  { email, passwordHash, name, invitationToken, proven }: Registration,
): Promise<Registered> => {
  const now = deps.clock.now();
  const invitation =
    invitationToken === undefined
      ? undefined
      : await useInvitation(deps, repositories, { invitationToken, email });
  if (invitationToken !== undefined && invitation === undefined) throw invitationInvalid();
  const personId = invitation?.personId ?? null;
  // An earlier code of the person was used while this one was made.
  if (personId !== null && (await repositories.accounts.findById(personId)) !== undefined)
    throw invitationInvalid();
  const account: Account = {
    id: invitation?.personId ?? deps.identifiers.uuid(),
    email,
    emailKey: emailKeyOf(email),
    name,
    passwordHash,
    role: invitation?.role ?? 'student',
    institutionId: invitation?.institutionId ?? defaultInstitutionId,
    createdAt: now,
    disabledAt: null,
    verifiedAt: invitation === undefined ? null : now,
  };
  const stored =
    invitation === undefined
      ? await insertNew(repositories, account)
      : await takeAddress(repositories, account, {
          now,
          actorId: invitation.invitedBy,
          proven,
          hasGivenId: personId !== null,
        });
  if (stored === undefined) await repositories.audit.record('registration-of-known-email', null);
  else await publishRegistration(repositories, stored);
  return { id: (stored ?? account).id, email, name, role: account.role };
};

const insertNew = async ({ accounts }: Repositories, account: Account): Promise<Account | undefined> =>
  (await accounts.insertUnlessKnown(account)) ? account : undefined;

const invitationInvalid = (): Problem =>
  new Problem('invitation-invalid', {
    errors: [
      {
        pointer: '/invitationToken',
        message: 'is unknown, used, withdrawn, expired, or meant for another e-mail',
      },
    ],
  });
