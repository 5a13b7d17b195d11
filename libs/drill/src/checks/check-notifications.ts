import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { everyEntry, type Inspection, settled } from './inspection.ts';

/** Every student was notified once of each released result. */
export const checkResultNotifications = (inspection: Inspection): Promise<string[]> =>
  settled(inspection, async () => {
    const { ledger, personOf } = inspection;
    const findings: string[] = [];
    const released = ledger.acknowledged.attempts.filter((attempt) => attempt.released);
    for (const [student, attempts] of Map.groupBy(released, (attempt) => attempt.student)) {
      const notified = await everyEntry((cursor) =>
        personOf(student).call(listNotifications, { query: { limit: 100, ...cursor } }),
      );
      for (const { attemptId } of attempts) {
        const count = notified.filter(
          ({ type, subject }) => type === 'attempt.graded' && subject === attemptId,
        ).length;
        if (count !== 1)
          findings.push(`${count} notifications tell of the result of the attempt ${attemptId}`);
      }
    }
    return findings;
  });
