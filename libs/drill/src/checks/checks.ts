import type { Finding } from '../finding.ts';
import { checkAccounts } from './check-accounts.ts';
import { checkAnswers } from './check-answers.ts';
import { checkDocuments } from './check-documents.ts';
import { checkExams } from './check-exams.ts';
import { checkResultNotifications } from './check-notifications.ts';
import { checkWork } from './check-work.ts';
import type { Inspection } from './inspection.ts';

const everyCheck = {
  accounts: checkAccounts,
  answers: checkAnswers,
  documents: checkDocuments,
  exams: checkExams,
  notifications: checkResultNotifications,
  work: checkWork,
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
