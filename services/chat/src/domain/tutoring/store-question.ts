import type { ask as contract } from '@ai-teacher/contracts/chat/tutoring.ts';
import { charactersIn } from '@ai-teacher/contracts/text.ts';
import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import type { Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import {
  type Grant,
  reservesTokens,
  reserveTokens,
  type TokenBudgetDeps,
} from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Owner, Session } from '../ports.ts';
import { searchableForm } from '../searchable-form.ts';
import { answersWithoutTokens, type Writers } from './choose-writer.ts';
import type { NewQuestion, OpeningOutcome, QuestionOutcome, Repositories } from './ports.ts';
import { budgetExhausted } from './token-budget.ts';

/** The limits of one user. */
export type OwnLimits = {
  readonly sessionsPerUser: number;
  /** Questions and answers together. */
  readonly messagesPerSession: number;
};

export type StoreQuestionDeps = TokenBudgetDeps & {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly writers: Writers;
  readonly limits: OwnLimits;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

const maxTitleCharacters = 80;

type Question = Pick<Input<typeof contract>, 'body' | 'principal'> & {
  readonly tokens: number;
  /** The text that was searched in place of the question. */
  readonly searchQuery: string | undefined;
};

/**
 * Stores a question and reserves the tokens of its answer.
 *
 * @throws Problem `token-budget-exhausted`, `session-not-found`, `too-many-sessions`, `session-full`,
 *   `token-invalid`; nothing is stored then.
 */
export const storeQuestion = async (
  deps: StoreQuestionDeps,
  { body: { message, sessionId }, principal, tokens, searchQuery }: Question,
): Promise<{ sessionId: string; grant: Grant }> => {
  const { unitOfWork, clock, identifiers, writers } = deps;
  const id = sessionId ?? identifiers.uuid();
  const question = newQuestion(deps, message);
  const grant = await unitOfWork.run(
    async ({ sessions, messages, tokenUse }) => {
      if (sessionId === undefined) await openSession(deps, { sessions }, { owner: principal, id, question });
      else await addQuestion(deps, { messages }, { sessionId, question });
      if (searchQuery !== undefined) await messages.addSearchQuery(id, question.id, searchQuery);
      // The reservation comes last, so that concurrent questions of this user wait for the row as briefly as
      // possible.
      const reserved = await reserveTokens(deps, { tokenUse }, { userId: principal.userId, tokens });
      if (!reserved.tokensSuffice && !answersWithoutTokens(writers)) throw budgetExhausted(clock.now());
      return reserved;
    },
    { oneStatement: searchQuery === undefined && !reservesTokens(deps, tokens) },
  );
  return { sessionId: id, grant };
};

export const newQuestion = (
  { clock, identifiers }: Pick<StoreQuestionDeps, 'clock' | 'identifiers'>,
  message: string,
): NewQuestion => ({
  id: identifiers.uuid(),
  text: message,
  searchable: searchableForm({ author: 'user', text: message }),
  createdAt: clock.now(),
});

/** The session that a question opens. */
export const sessionOf = (id: string, { text, createdAt }: NewQuestion): Session => ({
  id,
  title: titleOf(text),
  createdAt,
});

/** @throws as `requireOpened`. */
const openSession = async (
  { limits }: Pick<StoreQuestionDeps, 'limits'>,
  { sessions }: Pick<Repositories, 'sessions'>,
  { owner, id, question }: { readonly owner: Owner; readonly id: string; readonly question: NewQuestion },
): Promise<void> => {
  const { sessionsPerUser: maxSessions } = limits;
  requireOpened(limits, await sessions.open(owner, sessionOf(id, question), { question, maxSessions }));
};

/** @throws Problem `too-many-sessions`, or `token-invalid` when the account was deleted meanwhile. */
export const requireOpened = ({ sessionsPerUser }: OwnLimits, outcome: OpeningOutcome): void => {
  if (outcome === 'opened') return;
  if (outcome === 'erased')
    throw new Problem('token-invalid', { cause: 'the account of this token was deleted' });
  throw new Problem('too-many-sessions', {
    detail: `You may have ${sessionsPerUser} sessions. Delete one of them first.`,
  });
};

/** Every question leaves room for its answer. */
const messagesPerQuestion = 2;

export const maxQuestionsIn = ({ messagesPerSession }: OwnLimits): number =>
  Math.floor(messagesPerSession / messagesPerQuestion);

/** @throws Problem `session-full`, `session-not-found`. */
const addQuestion = async (
  { limits }: Pick<StoreQuestionDeps, 'limits'>,
  { messages }: Pick<Repositories, 'messages'>,
  { sessionId, question }: { readonly sessionId: string; readonly question: NewQuestion },
): Promise<void> => {
  const maxQuestions = maxQuestionsIn(limits);
  requireAdded(limits, await messages.addQuestion(sessionId, question, { maxQuestions }));
};

/** @throws Problem `session-full`, `session-not-found` when the question was not added. */
export const requireAdded = ({ messagesPerSession }: OwnLimits, outcome: QuestionOutcome): void => {
  if (outcome === 'gone') throw new Problem('session-not-found');
  if (outcome === 'full')
    throw new Problem('session-full', {
      detail: `A session may have ${messagesPerSession} messages. Begin a new one.`,
    });
};

const titleOf = (message: string): string => {
  const line = message.replace(/\s+/gu, ' ').trim();
  return charactersIn(line) <= maxTitleCharacters ? line : `${beginningOf(line, maxTitleCharacters - 1)}…`;
};
