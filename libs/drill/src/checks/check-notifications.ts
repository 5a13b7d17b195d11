import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { type Finding, unlessOnce } from '../finding.ts';
import { everyEntry, type Inspection, settled } from './inspection.ts';

/** Every student was notified once of each released result. */
export const checkResultNotifications = (inspection: Inspection): Promise<Finding[]> =>
  settled(inspection, async () => {
    const { ledger, personOf } = inspection;
    const findings: Finding[] = [];
    const released = ledger.acknowledged.attempts.filter((attempt) => attempt.released);
    for (const [student, attempts] of Map.groupBy(released, (attempt) => attempt.student)) {
      const notified = await everyEntry((cursor) =>
        personOf(student).call(listNotifications, { query: { limit: 100, ...cursor } }),
      );
      for (const { attemptId } of attempts) {
        const count = notified.filter(
          ({ type, subject }) => type === 'attempt.graded' && subject === attemptId,
        ).length;
        const thing = `the notification of the result of the attempt ${attemptId}`;
        findings.push(...unlessOnce('notifications', thing, count));
      }
    }
    return findings;
  });
