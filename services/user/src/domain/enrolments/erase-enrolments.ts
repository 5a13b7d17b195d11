import { laterOf } from '../academic-sessions/period.ts';
import { publishEnrolment } from './enrolment.ts';
import type { EnrolmentRepositories } from './ports.ts';

/**
 * Removes all enrolments of a person whose account was deleted, past ones included. Publishes the end of
 * those that had not ended.
 */
export const eraseEnrolments = async (
  { enrolments, outbox }: Pick<EnrolmentRepositories, 'enrolments' | 'outbox'>,
  personId: string,
  today: string,
): Promise<void> => {
  for (const { from, until, version, ...removed } of await enrolments.removeAllOf(personId)) {
    if (until !== null && until <= today) continue;
    const last = laterOf(today, from);
    await publishEnrolment({ outbox }, { ...removed, from, until: last, version: version + 1 });
  }
};
