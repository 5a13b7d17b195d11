import type { Finding } from '../finding.ts';
import { checkAccounts } from './check-accounts.ts';
import { checkAnswers } from './check-answers.ts';
import { checkDocuments } from './check-documents.ts';
import { checkExams } from './check-exams.ts';
import { checkResultNotifications } from './check-notifications.ts';
import { checkWork } from './check-work.ts';
import type { Inspection } from './inspection.ts';

/** The queues come first, so that no job adds a second thing after the check that counts them. */
const everyCheck = {
  work: checkWork,
  accounts: checkAccounts,
  answers: checkAnswers,
  documents: checkDocuments,
  exams: checkExams,
  notifications: checkResultNotifications,
};

/** Compares the ledger with the system, by the public operations and the queues of the services. */
export const runChecks = async (inspection: Inspection): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const [name, check] of Object.entries(everyCheck)) {
    inspection.progress.working('checks', name);
    findings.push(...(await check(inspection)));
  }
  inspection.progress.healthy('checks');
  return findings;
};
