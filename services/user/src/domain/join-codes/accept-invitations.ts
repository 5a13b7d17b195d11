import type { Role } from '@ai-teacher/contracts/values.ts';
import { laterOf } from '../academic-sessions/period.ts';
import type { SchoolClass } from '../classes/ports.ts';
import { fitsAccount } from '../enrolments/end-unfit-enrolments.ts';
import { overlap, publishEnrolment } from '../enrolments/enrolment.ts';
import type { EnrolmentRepositories, NewEnrolment } from '../enrolments/ports.ts';
import type { JoinCodeRepositories } from './ports.ts';

type AcceptRepositories = Pick<EnrolmentRepositories, 'enrolments' | 'outbox' | 'days'> &
  Pick<JoinCodeRepositories, 'joinCodes'>;

type Registered = {
  readonly institutionId: string;
  readonly personId: string;
  readonly role: Role;
  readonly at: Date;
};

/** An open invitation, and its locked class. */
type HeldInvitation = {
  readonly id: string;
  readonly classId: string;
  readonly given: SchoolClass | undefined;
};

/**
 * Finds the invitations of a person, and locks their classes in the order of ids. Call it before the person
 * is locked: enrolments and imports lock a class before its people.
 */
export const holdInvitations = async (
  { classes, joinCodes }: Pick<JoinCodeRepositories, 'classes' | 'joinCodes'>,
  institutionId: string,
  personId: string,
): Promise<readonly HeldInvitation[]> => {
  const found = await joinCodes.listInvitationsOf(institutionId, personId);
  const held: HeldInvitation[] = [];
  for (const { id, classId } of found.toSorted((one, other) => one.classId.localeCompare(other.classId)))
    held.push({ id, classId, given: await classes.lock(institutionId, classId) });
  return held;
};

/**
 * Uses up the invitations of a person who has registered. An invitation of an address enrols the person as a
 * student, unless the class has ended, is archived or is full. Imported people are enrolled already.
 */
export const acceptInvitations = async (
  repositories: AcceptRepositories,
  limits: { readonly enrolmentsPerClass: number },
  { invitations, ...registered }: Registered & { readonly invitations: readonly HeldInvitation[] },
): Promise<void> => {
  const { institutionId } = registered;
  for (const { id, classId, given } of invitations) {
    const code = await repositories.joinCodes.lock(institutionId, id);
    if (code === undefined || code.withdrawnAt !== null || code.uses >= code.maxUses) continue;
    await repositories.joinCodes.countUse(id);
    const isFree = (await repositories.enrolments.count(classId)) < limits.enrolmentsPerClass;
    if (code.email === null || given === undefined || given.archivedAt !== null || !isFree) continue;
    await enrol(repositories, registered, { classId, from: given.from, until: given.until });
  }
};

type Place = { readonly classId: string; readonly from: string; readonly until: string };

const enrol = async (
  { enrolments, outbox, days }: AcceptRepositories,
  { institutionId, personId, role, at }: Registered,
  { classId, ...period }: Place,
): Promise<void> => {
  const today = await days.of(institutionId, at);
  if (!fitsAccount('student', role) || period.until <= today) return;
  const enrolment: NewEnrolment = {
    id: crypto.randomUUID(),
    institutionId,
    classId,
    personId,
    role: 'student',
    from: laterOf(today, period.from),
    until: null,
    createdAt: at,
  };
  // The person may have joined the class with another code before this event arrived.
  const known = await enrolments.listOf(classId, [personId]);
  if (known.some((other) => other.role === enrolment.role && overlap(other, enrolment))) return;
  await enrolments.insert([enrolment]);
  await publishEnrolment({ outbox }, { ...enrolment, version: 1 });
};
