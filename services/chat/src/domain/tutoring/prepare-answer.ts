import type { ask as contract } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Grant, TokenBudget } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Owner } from '../ports.ts';
import { buildPrompt, cutHistory, maxTurns, noPrompt } from './build-prompt.ts';
import { answersWithoutTokens, type Writers } from './choose-writer.ts';
import { findEvidence } from './find-evidence.ts';
import type {
  AskToRewrite,
  Material,
  NewQuestion,
  Preparations,
  Repositories,
  Rewriting,
  Turn,
  WriteRequest,
} from './ports.ts';
import { type FollowUp, rewriteQuestion } from './rewrite-question.ts';
import { newQuestion, type OwnLimits, storeQuestion } from './store-question.ts';
import { budgetExhausted, isBudgetSpent } from './token-budget.ts';

export type AskDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly material: Material;
  readonly writers: Writers;
  /** Absent when no model is configured. */
  readonly askToRewrite?: AskToRewrite;
  /** Notes in the trace how the question was changed before the search. */
  readonly noteRewriting: (rewriting: Rewriting) => void;
  /** Notes in the trace which documents the answer cites. */
  readonly noteCited: (documentIds: ReadonlySet<string>) => void;
  /** Absent when tokens are not counted. */
  readonly tokenBudget?: TokenBudget;
  readonly limits: OwnLimits;
  readonly preparations: Preparations;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

export type AskInput = Pick<Input<typeof contract>, 'body' | 'principal' | 'signal'>;

export type PreparedAnswer = {
  readonly sessionId: string;
  readonly grant: Grant;
  readonly reader: Owner;
  /** The time before the search, by which the rights of the reader were checked. */
  readonly searchedAt: Date;
  readonly request: WriteRequest;
  /** The question that is stored together with its answer; absent when it is stored already. */
  readonly unstored?: UnstoredQuestion;
};

export type UnstoredQuestion = { readonly question: NewQuestion; readonly opensSession: boolean };

/**
 * Does all that precedes an answer, at its turn: searches the material, builds the prompt, stores the
 * question and reserves the tokens. A question that rules answer is stored later, with its answer. When the
 * client leaves before its turn, nothing is done.
 *
 * @throws Problem `overloaded`, `token-budget-exhausted`, `session-not-found`, `too-many-sessions`,
 *   `session-full`, `token-invalid`, and the problems of the search; the question is not stored then.
 */
export const prepareAnswer = async (deps: AskDeps, input: AskInput): Promise<PreparedAnswer> => {
  const { rewriting, prepared } = await deps.preparations.run(() => {
    input.signal.throwIfAborted();
    return prepareNow(deps, input);
  });
  // Here, because a queue may run the preparation within the trace of another question.
  deps.noteRewriting(rewriting);
  return prepared;
};

type Preparation = { readonly rewriting: Rewriting; readonly prepared: PreparedAnswer };

const prepareNow = async (deps: AskDeps, input: AskInput): Promise<Preparation> => {
  const { body, principal, signal } = input;
  if (!answersWithoutTokens(deps.writers) && (await isBudgetSpent(deps, principal.userId)))
    throw budgetExhausted(deps.clock.now());
  const history = await earlierTurns(deps, principal, body.sessionId);
  const question = body.message;
  const searchedAt = deps.clock.now();
  const { rewriting, ...evidence } = await findEvidence(deps.material, {
    message: question,
    history,
    documentIds: body.documentIds,
    rewrite: rewriterFor(deps, input),
  });
  const { passages, query } = evidence;
  // A long text for a model that does not exist would cost more than the ranking of its sentences.
  const hasModel = deps.writers.generative !== undefined;
  const prompt = hasModel ? buildPrompt({ question, passages, history }) : noPrompt;
  const searchQuery = rewriting === 'none' ? undefined : query;
  const request = { question, ...evidence, prompt, signal };
  const answering = { reader: principal, searchedAt, request };
  // A text that was searched in place of the question takes locks in another order than an answer.
  const prepared =
    isWrittenByRules(deps, request) && searchQuery === undefined
      ? { ...answering, ...storedLater(deps, body) }
      : {
          ...answering,
          ...(await storeQuestion(deps, { body, principal, tokens: prompt.maxTokens, searchQuery })),
        };
  return { rewriting, prepared };
};

/** Such an answer costs no tokens. A line without sources ("Hello!") needs no model. */
export const isWrittenByRules = (
  { writers }: Pick<AskDeps, 'writers'>,
  { reply, passages }: WriteRequest,
): boolean => writers.generative === undefined || (reply !== undefined && passages.length === 0);

const storedLater = (deps: AskDeps, { message, sessionId }: AskInput['body']) => ({
  sessionId: sessionId ?? deps.identifiers.uuid(),
  grant: { tokensSuffice: true } as const,
  unstored: { question: newQuestion(deps, message), opensSession: sessionId === undefined },
});

/** Without a model, and while its breaker is open, the rules rewrite. */
const rewriterFor = (deps: AskDeps, { principal: { userId }, signal }: AskInput) => {
  const { askToRewrite, writers } = deps;
  if (askToRewrite === undefined || writers.generative?.breaker.isOpen()) return undefined;
  return (followUp: FollowUp) => rewriteQuestion({ ...deps, askToRewrite }, { userId, signal }, followUp);
};

const earlierTurns = async (
  { unitOfWork }: AskDeps,
  owner: Owner,
  sessionId: string | undefined,
): Promise<Turn[]> => {
  if (sessionId === undefined) return [];
  return unitOfWork.run(
    async ({ sessions, messages }) => {
      if ((await sessions.find(owner, sessionId)) === undefined) throw new Problem('session-not-found');
      return cutHistory(await messages.recent(sessionId, maxTurns));
    },
    { readOnly: true },
  );
};
