import type { AnsweredRead, Repositories } from '../ports.ts';
import type { PreparedAnswer, UnstoredQuestion } from '../prepare-answer.ts';
import { type AnswerToStore, type StoreAnswerDeps, storeAnswer, toStore } from './store-answer.ts';
import {
  maxQuestionsIn,
  requireAdded,
  requireOpened,
  type StoreQuestionDeps,
  sessionOf,
} from './store-question.ts';

export type StoreExchangeDeps = StoreAnswerDeps & Pick<StoreQuestionDeps, 'limits'>;

/**
 * Stores a question together with its answer, in one statement. When the reader lost a document of the answer
 * meanwhile, the statement stores the question alone, and the answer follows without what was lost.
 *
 * @throws Problem `too-many-sessions`, `session-not-found`, `session-full`; nothing is stored then.
 */
export const storeExchange = async (
  deps: StoreExchangeDeps,
  { unstored, ...prepared }: PreparedAnswer & { readonly unstored: UnstoredQuestion },
  answer: AnswerToStore,
): Promise<void> => {
  const answered = toStore(deps, prepared, { answer, knownLost: [] });
  const lost = await deps.unitOfWork.run(
    ({ exchanges }) =>
      unstored.opensSession
        ? open(deps, exchanges, { prepared, unstored, answered })
        : add(deps, exchanges, { prepared, unstored, answered }),
    { oneStatement: true },
  );
  if (lost.length > 0) await storeAnswer(deps, prepared, answer, lost);
};

type Exchange = {
  readonly prepared: PreparedAnswer;
  readonly unstored: UnstoredQuestion;
  readonly answered: AnsweredRead;
};

const open = async (
  { limits }: StoreExchangeDeps,
  exchanges: Repositories['exchanges'],
  { prepared: { sessionId, reader }, unstored: { question }, answered }: Exchange,
): Promise<readonly string[]> => {
  const first = { question, maxSessions: limits.sessionsPerUser };
  const { opened, lost } = await exchanges.open(reader, sessionOf(sessionId, question), {
    ...first,
    answered,
  });
  requireOpened(limits, opened);
  return lost;
};

const add = async (
  { limits }: StoreExchangeDeps,
  exchanges: Repositories['exchanges'],
  { prepared: { sessionId }, unstored: { question }, answered }: Exchange,
): Promise<readonly string[]> => {
  const maxQuestions = maxQuestionsIn(limits);
  const { outcome, lost } = await exchanges.add(sessionId, question, { maxQuestions, answered });
  requireAdded(limits, outcome);
  return lost;
};
