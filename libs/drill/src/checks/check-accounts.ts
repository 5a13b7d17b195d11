import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import type { Inspection } from './inspection.ts';

/** Every registered account signs in. */
export const checkAccounts = async ({ ledger, personOf }: Inspection): Promise<string[]> => {
  const findings: string[] = [];
  for (const account of ledger.acknowledged.accounts)
    await personOf(account.email)
      .callWithoutToken(signIn, { body: account })
      .catch((fault: unknown) => {
        if (!(fault instanceof EdgeProblem)) throw fault;
        findings.push(`the account ${account.email} was registered, but cannot sign in: ${fault.message}`);
      });
  return findings;
};
