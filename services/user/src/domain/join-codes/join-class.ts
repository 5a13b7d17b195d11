import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { joinClass as contract } from '@ai-teacher/contracts/user/join-codes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { laterOf, todayOf } from '../academic-sessions/period.ts';
import type { SchoolClass } from '../classes/ports.ts';
import { fitsAccount } from '../enrolments/end-unfit-enrolments.ts';
import { overlap, publishEnrolment, requireEnrolment } from '../enrolments/enrolment.ts';
import type { Enrolment, EnrolmentLimits, NewEnrolment } from '../enrolments/ports.ts';
import { invalidCode, isFor, stateOf } from './join-code.ts';
import { lockOwnAccount } from './own-account.ts';
import type { JoinCode, JoinCodeRepositories, JoinCodeSecrets } from './ports.ts';

export type JoinClassDeps = {
  readonly unitOfWork: UnitOfWork<JoinCodeRepositories>;
  readonly clock: Clock;
  readonly limits: EnrolmentLimits;
  readonly joinCodeSecrets: JoinCodeSecrets;
  /** Counts the attempts of a person, as `joinsOfCode` counts the joins of a code. */
  readonly joinAttempts: { readonly consume: (userId: string) => Promise<unknown> };
  /** Counts the joins of a code. Throws Problem `rate-limited` or `rate-limit-unavailable`. */
  readonly joinsOfCode: { readonly consume: (codeId: string) => Promise<unknown> };
};

/**
 * Enrols the caller as a student in the class of a code. A member of the class receives the known enrolment,
 * and the code loses no use.
 *
 * @throws Problem `join-code-invalid` for a code that is wrong, used up, expired, withdrawn, for another
 * person, or of a class that has ended; `enrolment-limit-reached`, `rate-limited`, `rate-limit-unavailable`,
 * `forbidden` when the caller's account is no longer a student's, or `token-invalid` when it was deleted.
 */
export const joinClass =
  (deps: JoinClassDeps) =>
  async ({ principal, body }: Input<typeof contract>): Promise<Enrolment> => {
    const { unitOfWork, clock, joinCodeSecrets, joinAttempts, joinsOfCode } = deps;
    const { institutionId, userId } = principal;
    await joinAttempts.consume(userId);
    const hash = await joinCodeSecrets.hashOf(institutionId, body.code);
    if (hash === undefined) throw invalidCode();
    // The store of counters is called before the transaction, so no lock waits for it.
    const { id, classId } = await unitOfWork.run(
      async ({ joinCodes, profiles }) => {
        const found = await joinCodes.findByHash(institutionId, hash);
        return requireUsable({ profiles }, found, { principal, now: clock.now() });
      },
      { readOnly: true },
    );
    await joinsOfCode.consume(id);
    return unitOfWork.run((repositories) => join(repositories, deps, { principal, id, classId }));
  };

/** A code that has been used up still leads its users to their class. */
const requireUsable = async (
  { profiles }: Pick<JoinCodeRepositories, 'profiles'>,
  found: JoinCode | undefined,
  { principal: { userId }, now }: { readonly principal: Principal; readonly now: Date },
): Promise<JoinCode> => {
  if (found === undefined || ['withdrawn', 'expired'].includes(stateOf(found, now))) throw invalidCode();
  // Only a code for an address needs the address of the caller.
  const profile = found.email === null ? undefined : await profiles.find(userId);
  if (!isFor(found, { userId, email: profile?.email ?? null })) throw invalidCode();
  return found;
};

type Attempt = { readonly principal: Principal; readonly id: string; readonly classId: string };

const join = async (
  repositories: JoinCodeRepositories,
  { clock, limits }: Pick<JoinClassDeps, 'clock' | 'limits'>,
  { principal, id, classId }: Attempt,
): Promise<Enrolment> => {
  const { classes, enrolments, joinCodes, outbox } = repositories;
  const { userId, institutionId } = principal;
  const given = await classes.lock(institutionId, classId);
  await requireStudent(repositories, principal, clock.now());
  const locked = await joinCodes.lock(institutionId, id);
  const code = await requireUsable(repositories, locked, { principal, now: clock.now() });
  const today = await todayOf({ ...repositories, clock }, institutionId);
  const wanted = studentOf(given, principal, { today, now: clock.now() });
  const known = (await enrolments.listOf(wanted.classId, [userId])).find(
    (other) => other.role === 'student' && overlap(other, wanted),
  );
  if (known === undefined) {
    if (code.uses >= code.maxUses) throw invalidCode();
    if ((await enrolments.count(wanted.classId)) >= limits.enrolmentsPerClass)
      throw new Problem('enrolment-limit-reached');
    await enrolments.insert([wanted]);
    await joinCodes.countUse(code.id);
    await publishEnrolment({ outbox }, { ...wanted, version: 1 });
  }
  return requireEnrolment(await enrolments.find(institutionId, (known ?? wanted).id));
};

const requireStudent = async (
  repositories: Pick<JoinCodeRepositories, 'profiles' | 'people'>,
  principal: Principal,
  now: Date,
): Promise<void> => {
  const { role } = await lockOwnAccount(repositories, principal, now);
  if (!fitsAccount('student', role))
    throw new Problem('forbidden', {
      cause: 'the role of the account was changed after its token was issued',
    });
};

/** The enrolment of a new student: from today, or from the first day of the class, until the class ends. */
const studentOf = (
  given: SchoolClass | undefined,
  { userId: personId, institutionId }: Principal,
  { today, now: createdAt }: { readonly today: string; readonly now: Date },
): NewEnrolment => {
  if (given === undefined || given.archivedAt !== null || given.until <= today) throw invalidCode();
  const from = laterOf(today, given.from);
  const id = crypto.randomUUID();
  return { id, institutionId, classId: given.id, personId, role: 'student', from, until: null, createdAt };
};
