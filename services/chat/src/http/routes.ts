import { receiveChatEvent } from '@ai-teacher/contracts/chat/events.ts';
import * as sessions from '@ai-teacher/contracts/chat/sessions.ts';
import * as tutoring from '@ai-teacher/contracts/chat/tutoring.ts';
import type { RateLimit } from '@ai-teacher/service-kit/clients/rate-limit.ts';
import { nothing, type Route, route, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import { type DeleteSessionDeps, deleteSession } from '../domain/sessions/delete-session.ts';
import type { EraseUserDeps } from '../domain/sessions/erase-user.ts';
import { type ListMessagesDeps, listMessages } from '../domain/sessions/list-messages.ts';
import { type ListSessionsDeps, listSessions } from '../domain/sessions/list-sessions.ts';
import { repeatAnswer } from '../domain/sessions/repeat-answer.ts';
import type { WithdrawDocumentDeps } from '../domain/sessions/withdraw-document.ts';
import { ask } from '../domain/tutoring/ask.ts';
import type { AskDeps } from '../domain/tutoring/prepare-answer.ts';
import { receiveEvent } from '../events/receive-event.ts';
import { type AskRouteDeps, answerAgain, answerAsAccepted } from './ask.ts';
import { presentMessages, presentSessions } from './present.ts';

/** The needs of all use cases together; `deps.ts` supplies them. */
export type ChatWorld = AskDeps &
  ListSessionsDeps &
  ListMessagesDeps &
  DeleteSessionDeps &
  EraseUserDeps &
  WithdrawDocumentDeps &
  Pick<AskRouteDeps, 'log'> & {
    readonly questionLimit: RateLimit;
    readonly maxAnswerSeconds: number;
  };

/** Every operation of chat: its contract, its use case, its presenter and its limit. */
export const routes = (world: ChatWorld): Route[] => [
  wireRoute(tutoring.ask, answerAsAccepted({ ...world, ask: ask(world) }), {
    limit: world.questionLimit,
    maxAnswerSeconds: world.maxAnswerSeconds,
    answerAgain: answerAgain({ repeatAnswer: repeatAnswer(world) }),
  }),
  route(sessions.listSessions, listSessions(world), presentSessions),
  route(sessions.listMessages, listMessages(world), presentMessages),
  route(sessions.deleteSession, deleteSession(world), nothing),
  route(receiveChatEvent, receiveEvent(world), nothing),
];
