import type { receiveExamEvent } from '@ai-teacher/contracts/exam/events.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { type ForgetUserDeps, forgetUser } from '../domain/people/forget-user.ts';

/** The events that exam subscribes to, each with its use case. */
export const receiveEvent = (
  deps: ForgetUserDeps,
): ((input: Input<typeof receiveExamEvent>) => Promise<void>) =>
  receive({ 'user.deleted': forgetUser(deps) });
