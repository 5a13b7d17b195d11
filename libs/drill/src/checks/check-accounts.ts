import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import type { Finding } from '../finding.ts';
import type { Inspection } from './inspection.ts';

/** Every registered account signs in. Its address can exist once only. */
export const checkAccounts = async ({ ledger, personOf }: Inspection): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const account of ledger.acknowledged.accounts)
    await personOf(account.email)
      .callWithoutToken(signIn, { body: account })
      .catch((fault: unknown) => {
        if (!(fault instanceof EdgeProblem)) throw fault;
        const text = `the account ${account.email} was registered, but cannot sign in: ${fault.message}`;
        findings.push({ kind: 'accounts', harm: 'lost', text });
      });
  return findings;
};
