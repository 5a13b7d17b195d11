import type { EnrolmentRole, Role } from '@ai-teacher/contracts/values.ts';
import { laterOf } from '../academic-sessions/period.ts';
import { publishEnrolment } from './enrolment.ts';
import type { EnrolmentRepositories } from './ports.ts';

/** Whether an account may have a role in a class: students learn, teachers and admins teach. */
export const fitsAccount = (role: EnrolmentRole, accountRole: Role): boolean =>
  (role === 'student') === (accountRole === 'student');

/** Ends the enrolments of a person that do not fit the role of the account, from today on. */
export const endUnfitEnrolments = async (
  { enrolments, outbox }: Pick<EnrolmentRepositories, 'enrolments' | 'outbox'>,
  given: { readonly personId: string; readonly accountRole: Role; readonly today: string },
): Promise<void> => {
  const { personId, accountRole, today } = given;
  for (const known of await enrolments.lockCurrentOf(personId, today)) {
    if (fitsAccount(known.role, accountRole)) continue;
    const until = laterOf(today, known.from);
    await enrolments.end(known.id, until);
    await publishEnrolment({ outbox }, { ...known, until, version: known.version + 1 });
  }
};
