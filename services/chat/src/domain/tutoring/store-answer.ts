import {
  settlesTokens,
  settleTokens,
  type TokenBudgetDeps,
} from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AnswerMode, Message } from '../ports.ts';
import { searchableForm } from '../searchable-form.ts';
import type { AnswerDraft } from './answer-draft.ts';
import type { AnsweredRead, AnswerReading, NewAnswer, Repositories, WriteRequest } from './ports.ts';
import type { PreparedAnswer, UnstoredQuestion } from './prepare-answer.ts';
import {
  maxQuestionsIn,
  requireAdded,
  requireOpened,
  type StoreQuestionDeps,
  sessionOf,
} from './store-question.ts';

type StoreAnswerDeps = Pick<TokenBudgetDeps, 'clock'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
};

/** Tolerated difference between the clocks of chat and rag. */
const clockSkewMilliseconds = 5_000;

/**
 * The documents that an answer rests on: the cited ones, and the one that a reply is about. Without full
 * support also every document that was found, because the answer names its nearest pages or may repeat it
 * without a citation, and those whose unread pages it names.
 */
const sourcesOf = (
  { passages, unread, reply }: WriteRequest,
  { supported, citations }: AnswerDraft,
): string[] => {
  const found = supported ? citations : [...passages, ...unread];
  return [...found.map(({ documentId }) => documentId), ...(reply?.about === undefined ? [] : [reply.about])];
};

type AnswerToStore = {
  readonly messageId: string;
  readonly mode: AnswerMode | null;
  readonly status: Message['status'];
  readonly draft: AnswerDraft;
};

/** The answer as the reader may keep it when documents were lost meanwhile. */
const readablePart = (
  { messageId, mode, status, draft }: AnswerToStore,
  lost: readonly string[],
): Omit<NewAnswer, 'documentIds' | 'createdAt'> => ({
  id: messageId,
  text: lost.length === 0 ? draft.text : '',
  searchable: lost.length === 0 ? searchableForm({ author: 'assistant', text: draft.text }) : '',
  withdrawn: lost.length > 0,
  citations: draft.citations.map((citation) =>
    lost.includes(citation.documentId)
      ? { ...citation, quote: '', pageLabel: '', withdrawn: true as const }
      : citation,
  ),
  status,
  mode,
  supported: status === 'complete' ? draft.supported : null,
  usage: status === 'complete' ? draft.usage : null,
});

/**
 * Stores the whole answer, or again without what its reader lost meanwhile. A session that was deleted
 * meanwhile stores nothing, as its owner asked. The used tokens are booked nevertheless.
 *
 * @param knownLost the documents of which an earlier attempt found that the reader lost them.
 */
export const storeAnswer = async (
  deps: StoreAnswerDeps,
  prepared: PreparedAnswer,
  answer: AnswerToStore,
  knownLost: readonly string[] = [],
): Promise<void> => {
  let lost = knownLost;
  for (let isStored = false; !isStored; ) {
    const found = await storeWithout(deps, prepared, { answer, knownLost: lost });
    isStored = containsAll(lost, found);
    lost = found;
  }
};

const containsAll = (known: readonly string[], found: readonly string[]): boolean =>
  found.every((id) => known.includes(id));

/** The answer as it is stored, and how its reader read the material. */
const toStore = (
  { clock }: Pick<StoreAnswerDeps, 'clock'>,
  { reader, searchedAt, request }: PreparedAnswer,
  { answer, knownLost }: { readonly answer: AnswerToStore; readonly knownLost: readonly string[] },
): { readonly answer: NewAnswer; readonly read: AnswerReading } => ({
  answer: {
    ...readablePart(answer, knownLost),
    documentIds: sourcesOf(request, answer.draft),
    createdAt: clock.now(),
  },
  read: {
    readerId: reader.userId,
    since: new Date(searchedAt.getTime() - clockSkewMilliseconds),
    knownLost,
  },
});

/** @returns the lost documents; when `knownLost` does not contain all of them, nothing has been stored. */
const storeWithout = (
  deps: StoreAnswerDeps,
  prepared: PreparedAnswer,
  given: { readonly answer: AnswerToStore; readonly knownLost: readonly string[] },
): Promise<readonly string[]> =>
  deps.unitOfWork.run(
    async ({ messages, tokenUse }) => {
      const { sessionId, grant } = prepared;
      const { answer, read } = toStore(deps, prepared, given);
      const lost = await messages.addAnswer(sessionId, answer, read);
      if (containsAll(given.knownLost, lost))
        await settleTokens({ tokenUse }, grant, given.answer.draft.tokensUsed);
      return lost;
    },
    { oneStatement: !settlesTokens(prepared.grant) },
  );

type StoreExchangeDeps = StoreAnswerDeps & Pick<StoreQuestionDeps, 'limits'>;

/**
 * Stores a question together with its answer, in one statement. When the reader lost a document of the answer
 * meanwhile, the statement stores the question alone, and the answer follows without what was lost.
 *
 * @throws Problem `too-many-sessions`, `session-not-found`, `session-full`, `token-invalid`; nothing is
 *   stored then.
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
  const { outcome, lost } = await exchanges.open(reader, sessionOf(sessionId, question), {
    ...first,
    answered,
  });
  requireOpened(limits, outcome);
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
