import type { listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import type { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { Message, Session } from '../domain/ports.ts';
import type { StoredAnswer } from '../domain/sessions/ports.ts';
import type { Answer } from '../domain/tutoring/ask.ts';

export const presentAnswer = (given: Answer): AnswerOf<typeof ask> => {
  const { sessionId, messageId, mode, answer, citations, supported } = given;
  return { sessionId, messageId, mode, answer, citations: [...citations], supported };
};

/** The answer to a repeated question. */
export const presentStoredAnswer = (stored: StoredAnswer): AnswerOf<typeof ask> => {
  const { sessionId, id: messageId, mode, citations, supported } = stored;
  return { sessionId, messageId, mode, answer: shownTextOf(stored), citations: [...citations], supported };
};

export const presentSessions = ({ items, nextCursor }: Listed<Session>): AnswerOf<typeof listSessions> => ({
  items: items.map(({ id, title, createdAt }) => ({ id, title, createdAt: createdAt.toISOString() })),
  nextCursor,
});

const withdrawnText =
  'This answer was erased: it rests on a document that was deleted or is no longer shared with you.';

const shownTextOf = ({ text, withdrawn }: Message): string => (withdrawn ? withdrawnText : text);

export const presentMessages = ({ items, nextCursor }: Listed<Message>): AnswerOf<typeof listMessages> => ({
  items: items.map((message) => ({
    id: message.id,
    author: message.author,
    text: shownTextOf(message),
    citations: [...message.citations],
    ...(message.withdrawn ? { withdrawn: message.withdrawn } : {}),
    ...(message.searchQuery === undefined ? {} : { searchQuery: message.searchQuery }),
    status: message.status,
    createdAt: message.createdAt.toISOString(),
  })),
  nextCursor,
});
