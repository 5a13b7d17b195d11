import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { type EraseUserDeps, eraseUser } from '../domain/sessions/erase-user.ts';
import { type WithdrawDocumentDeps, withdrawDocument } from '../domain/sessions/withdraw-document.ts';

/** Maps every event that chat subscribes to to its use case. */
export const receiveEvent = (deps: EraseUserDeps & WithdrawDocumentDeps): ReturnType<typeof receive> =>
  receive({
    'user.deleted': eraseUser(deps),
    'document.deleted': withdrawDocument(deps),
    'document.hidden': withdrawDocument(deps),
  });
