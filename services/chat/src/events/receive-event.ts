import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { type EraseUserDeps, eraseUser } from '../domain/sessions/erase-user.ts';

/** Maps every event that chat subscribes to to its use case. */
export const receiveEvent = (deps: EraseUserDeps): ReturnType<typeof receive> =>
  receive({ 'user.deleted': eraseUser(deps) });
