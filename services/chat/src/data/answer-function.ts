import type { AnswerReading, NewAnswer } from '../domain/tutoring/ports.ts';

const types = [
  ...['uuid', 'uuid', 'text', 'text', 'text', 'boolean', 'text', 'int', 'int', 'timestamptz', 'timestamptz'],
  ...['json', 'uuid[]', 'uuid', 'timestamptz', 'uuid[]', 'text'],
];

/**
 * The call of the function that adds an answer and returns the documents that its reader lost. The values of
 * `answerValues` are its parameters, behind the first `after` of the statement.
 */
export const answerFunction = ({ after }: { readonly after: number }): string =>
  `chat_add_answer(${types.map((type, place) => `$${after + place + 1}::${type}`).join(', ')})`;

export const answerValues = (
  sessionId: string,
  answer: NewAnswer,
  { readerId, since, knownLost }: AnswerReading,
): readonly unknown[] => {
  const { id, text, status, mode, supported, usage, createdAt, citations, documentIds } = answer;
  const cited = citations.map(({ withdrawn: isLost = false, recognised = false, ...citation }) => ({
    ...citation,
    // JSON has a form for half a character, and PostgreSQL refuses it.
    quote: citation.quote.toWellFormed(),
    pageLabel: citation.pageLabel.toWellFormed(),
    recognised,
    withdrawnAt: isLost ? createdAt : null,
  }));
  return [
    ...[sessionId, id, text, status, mode, supported],
    ...[usage?.model ?? null, usage?.inputTokens ?? null, usage?.outputTokens ?? null],
    ...[createdAt, answer.withdrawn ? createdAt : null, JSON.stringify(cited)],
    ...[[...new Set(documentIds)], readerId, since, knownLost, answer.searchable],
  ];
};
