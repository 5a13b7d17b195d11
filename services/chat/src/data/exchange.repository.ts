import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Exchanges, OpeningOutcome, QuestionOutcome } from '../domain/tutoring/ports.ts';
import { answerFunction, answerValues } from './answer-function.ts';

/**
 * PostgreSQL runs the function of a FROM before the columns of its row. The second function sees what the
 * first one has stored, because both are volatile. Both are one statement with one commit.
 */
const openExchange = preparedStatement(
  'openExchange',
  `select case when asked.opened then 'opened' else chat_refusal_of($3::uuid) end as outcome,
     case when asked.opened then ${answerFunction({ after: 9 })} end as lost
   from chat_open_session($1::uuid, $2::uuid, $3::uuid, $4::text, $5::int, $6::uuid, $7::text,
     $8::timestamptz, $9::text) as asked (opened)`,
);

const addExchange = preparedStatement(
  'addExchange',
  `select asked.outcome, case when asked.outcome = 'stored' then ${answerFunction({ after: 6 })} end as lost
   from chat_add_question($1::uuid, $2::uuid, $3::text, $4::timestamptz, $5::int, $6::text)
     as asked (outcome)`,
);

type Lost = { readonly lost: readonly string[] | null };

export const exchangeRepository = (em: EntityManager): Exchanges => ({
  open: async ({ userId, institutionId }, session, { question, maxSessions, answered }) => {
    const [row] = await executePrepared<Lost & { readonly outcome: OpeningOutcome }>(em, openExchange, [
      ...[session.id, institutionId, userId, session.title, maxSessions],
      ...[question.id, question.text, session.createdAt, question.searchable],
      ...answerValues(session.id, answered.answer, answered.read),
    ]);
    return { outcome: row?.outcome ?? 'full', lost: row?.lost ?? [] };
  },
  add: async (sessionId, question, { maxQuestions, answered }) => {
    const [row] = await executePrepared<Lost & { readonly outcome: QuestionOutcome }>(em, addExchange, [
      ...[sessionId, question.id, question.text, question.createdAt, maxQuestions, question.searchable],
      ...answerValues(sessionId, answered.answer, answered.read),
    ]);
    return { outcome: row?.outcome ?? 'gone', lost: row?.lost ?? [] };
  },
});
