import type { listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';

/** An account as an admin sees it. */
export type Account = ReadOf<typeof listAccounts>['items'][number];
