import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import { settlesTokens, settleTokens } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { GroundedPart } from '../grounding/ground-answer.ts';
import type { AnswerMode, Message } from '../ports.ts';
import { searchableForm } from '../searchable-form.ts';
import { type AnswerDraft, emptyDraft, writeDraft } from './answer-draft.ts';
import { chooseWriter } from './choose-writer.ts';
import type { AnswerWriter, NewAnswer, WriteRequest } from './ports.ts';
import { type AskDeps, type AskInput, type PreparedAnswer, prepareAnswer } from './prepare-answer.ts';

export type Started = {
  readonly sessionId: string;
  readonly messageId: string;
  readonly mode: AnswerMode;
};

export type Answer = Started & {
  readonly answer: string;
  readonly citations: readonly Citation[];
  readonly supported: boolean;
};

/** An answer while it is written: `started` once, the parts in order, `completed` once. */
export type AnswerEvent =
  | { readonly kind: 'started'; readonly started: Started }
  | GroundedPart
  | { readonly kind: 'completed'; readonly answer: Answer };

/**
 * Answers a question from the caller's material. The next part is written when the reader asks for it. The
 * question is stored whatever happens to its answer. When an answer breaks off, its text is stored as
 * `incomplete`; without any text it is stored as `failed`. No transaction is open while the answer is
 * written. A question for which the day's tokens do not suffice is refused before anything is stored.
 */
export const ask = (deps: AskDeps) =>
  async function* (input: AskInput): AsyncGenerator<AnswerEvent, void> {
    const prepared = await prepareAnswer(deps, input);
    const messageId = deps.identifiers.uuid();
    const { sessionId } = prepared;
    const draft = emptyDraft();
    let mode: AnswerMode | null = null;
    let isStored = false;
    const store = async (status: Message['status']): Promise<void> => {
      await storeAnswer(deps, prepared, { messageId, mode, status, draft });
      isStored = true;
    };
    try {
      const writer = writerFor(deps, prepared);
      mode = writer.mode;
      yield { kind: 'started', started: { sessionId, messageId, mode } };
      yield* writeDraft(writer, prepared.request, draft);
      await store('complete');
    } finally {
      // Also when the reader stops early.
      if (!isStored) await store(draft.text === '' ? 'failed' : 'incomplete');
    }
    const { text, citations, supported } = draft;
    deps.noteCited(new Set(citations.map(({ documentId }) => documentId)));
    yield {
      kind: 'completed',
      answer: { sessionId, messageId, mode, answer: text, citations, supported },
    };
  };

/** A line without sources ("Hello!") needs no model. */
const writerFor = ({ writers }: AskDeps, { request, grant }: PreparedAnswer): AnswerWriter =>
  request.reply !== undefined && request.passages.length === 0
    ? writers.extractive
    : chooseWriter(writers, grant.tokensSuffice);

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
 */
const storeAnswer = async (deps: AskDeps, prepared: PreparedAnswer, answer: AnswerToStore): Promise<void> => {
  let lost: readonly string[] = [];
  for (let isStored = false; !isStored; ) {
    const found = await storeWithout(deps, prepared, { answer, knownLost: lost });
    isStored = containsAll(lost, found);
    lost = found;
  }
};

const containsAll = (known: readonly string[], found: readonly string[]): boolean =>
  found.every((id) => known.includes(id));

/** @returns the lost documents; when `knownLost` does not contain all of them, nothing has been stored. */
const storeWithout = (
  { unitOfWork, clock }: AskDeps,
  { sessionId, grant, reader, searchedAt, request }: PreparedAnswer,
  { answer, knownLost }: { readonly answer: AnswerToStore; readonly knownLost: readonly string[] },
): Promise<readonly string[]> =>
  unitOfWork.run(
    async ({ messages, tokenUse }) => {
      const lost = await messages.addAnswer(
        sessionId,
        {
          ...readablePart(answer, knownLost),
          documentIds: sourcesOf(request, answer.draft),
          createdAt: clock.now(),
        },
        {
          readerId: reader.userId,
          since: new Date(searchedAt.getTime() - clockSkewMilliseconds),
          knownLost,
        },
      );
      if (containsAll(knownLost, lost)) await settleTokens({ tokenUse }, grant, answer.draft.tokensUsed);
      return lost;
    },
    { oneStatement: !settlesTokens(grant) },
  );
