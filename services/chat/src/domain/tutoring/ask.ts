import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { GroundedPart } from '../grounding/ground-answer.ts';
import type { Message } from '../ports.ts';
import { type AnswerDraft, emptyDraft, writeDraft } from './answer-draft.ts';
import { chooseWriter } from './choose-writer.ts';
import type { AnswerMode, AnswerWriter } from './ports.ts';
import { type AskDeps, type AskInput, type PreparedAnswer, prepareAnswer } from './prepare-answer.ts';
import { settleTokens } from './token-budget.ts';

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
const sourcesOf = ({ request }: PreparedAnswer, { supported, citations }: AnswerDraft): string[] => {
  const { passages, unread, reply } = request;
  const found = supported ? citations : [...passages, ...unread];
  return [...found.map(({ documentId }) => documentId), ...(reply?.about === undefined ? [] : [reply.about])];
};

/** The text and the citations as the reader may keep them when documents were lost during the answer. */
const readablePart = ({ text, citations }: AnswerDraft, lost: readonly string[]) => ({
  text: lost.length === 0 ? text : '',
  withdrawn: lost.length > 0,
  citations: citations.map((citation) =>
    lost.includes(citation.documentId)
      ? { ...citation, quote: '', pageLabel: '', withdrawn: true as const }
      : citation,
  ),
});

type AnswerToStore = {
  readonly messageId: string;
  readonly mode: AnswerMode | null;
  readonly status: Message['status'];
  readonly draft: AnswerDraft;
};

/**
 * A session that was deleted meanwhile stores nothing, as its owner asked. The used tokens are booked
 * nevertheless.
 */
const storeAnswer = async (
  { unitOfWork, clock }: AskDeps,
  prepared: PreparedAnswer,
  { messageId, mode, status, draft }: AnswerToStore,
): Promise<void> => {
  const { sessionId, grant } = prepared;
  const { supported, usage } = status === 'complete' ? draft : { supported: null, usage: null };
  const documentIds = sourcesOf(prepared, draft);
  await unitOfWork.run(async ({ messages, tokenUse, withdrawals }) => {
    const lost = await withdrawals.findWithdrawn({
      documentIds,
      readerId: prepared.reader.userId,
      since: new Date(prepared.searchedAt.getTime() - clockSkewMilliseconds),
    });
    await messages.add({
      id: messageId,
      sessionId,
      author: 'assistant',
      ...readablePart(draft, lost),
      documentIds,
      status,
      mode,
      supported,
      usage,
      createdAt: clock.now(),
    });
    await settleTokens({ tokenUse }, grant, draft.tokensUsed);
  });
};
