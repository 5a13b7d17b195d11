import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import type { UnitOfWork } from '../domain/ports.ts';
import { forgetUser } from '../domain/sessions/erase-user.ts';

/** The events that chat subscribes to, each with its use case. */
export const receiveEvent = (world: { unitOfWork: UnitOfWork }) => {
  return receive({ 'user.deleted': forgetUser(world) });
};
