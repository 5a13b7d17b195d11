import * as auth from './auth/accounts.ts';
import * as authSessions from './auth/sessions.ts';
import * as authKeys from './auth/signing-keys.ts';
import * as chat from './chat/tutoring.ts';
import * as exam from './exam/exams.ts';
import * as notification from './notification/inbox.ts';
import type { Operation } from './operation.ts';
import * as rag from './rag/library.ts';
import * as user from './user/profile.ts';
import type { ServiceName } from './values.ts';

const operationsIn = (module: Record<string, unknown>): readonly Operation[] =>
  Object.values(module).filter(
    (value): value is Operation => typeof value === 'object' && value !== null && 'operationId' in value,
  );

/** Every operation of the system by service, read from the contracts themselves. */
export const operations: Readonly<Record<ServiceName, readonly Operation[]>> = {
  auth: operationsIn({ ...auth, ...authKeys, ...authSessions }),
  user: operationsIn(user),
  chat: operationsIn(chat),
  rag: operationsIn(rag),
  exam: operationsIn(exam),
  notification: operationsIn(notification),
};

export const allOperations: readonly Operation[] = Object.values(operations).flat();
