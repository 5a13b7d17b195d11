import type { listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import type { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Message, Page, Session } from '../domain/ports.ts';
import type { Answer } from '../domain/tutoring/ask.ts';

export const presentAnswer = (given: Answer): AnswerOf<typeof ask> => {
  const { sessionId, messageId, mode, answer, citations, supported } = given;
  return { sessionId, messageId, mode, answer, citations, supported };
};

export const presentSessions = ({ items, nextCursor }: Page<Session>): AnswerOf<typeof listSessions> => {
  return {
    items: items.map(({ id, title, createdAt }) => ({ id, title, createdAt: createdAt.toISOString() })),
    nextCursor,
  };
};

export const presentMessages = ({ items, nextCursor }: Page<Message>): AnswerOf<typeof listMessages> => {
  return {
    items: items.map(({ id, author, text, citations, status, createdAt }) => ({
      id,
      author,
      text,
      citations,
      status,
      createdAt: createdAt.toISOString(),
    })),
    nextCursor,
  };
};
