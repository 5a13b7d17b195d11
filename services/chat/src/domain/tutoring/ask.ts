import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { GroundedPart } from '../grounding/ground-answer.ts';
import type { AnswerMode, Message } from '../ports.ts';
import { type AnswerDraft, emptyDraft, writeDraft } from './answer-draft.ts';
import { chooseWriter } from './choose-writer.ts';
import type { AnswerWriter } from './ports.ts';
import {
  type AskDeps,
  type AskInput,
  isWrittenByRules,
  type PreparedAnswer,
  prepareAnswer,
  type UnstoredQuestion,
} from './prepare-answer.ts';
import { storeAnswer, storeExchange } from './store-answer.ts';

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
    const { unstored, ...prepared } = await prepareAnswer(deps, input);
    const messageId = deps.identifiers.uuid();
    yield* unstored === undefined
      ? answerStored(deps, prepared, messageId)
      : answerByRules(deps, { ...prepared, unstored }, messageId);
  };

/** Writes the answer of a stored question, and stores it when it is complete or breaks off. */
async function* answerStored(
  deps: AskDeps,
  prepared: PreparedAnswer,
  messageId: string,
): AsyncGenerator<AnswerEvent, void> {
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
    if (!isStored) await store(statusOfBroken(draft));
  }
  yield completed(deps, { sessionId, messageId, mode }, draft);
}

/**
 * Writes an answer that needs no model, and stores it with its question before the reader gets any of it. So
 * nothing of an answer is shown that a restart could lose.
 */
async function* answerByRules(
  deps: AskDeps,
  prepared: PreparedAnswer & { readonly unstored: UnstoredQuestion },
  messageId: string,
): AsyncGenerator<AnswerEvent, void> {
  const { extractive } = deps.writers;
  const started = { sessionId: prepared.sessionId, messageId, mode: extractive.mode };
  const draft = emptyDraft();
  const parts: GroundedPart[] = [];
  const store = (status: Message['status']): Promise<void> =>
    storeExchange(deps, prepared, { messageId, mode: extractive.mode, status, draft });
  try {
    for await (const part of writeDraft(extractive, prepared.request, draft)) parts.push(part);
  } catch (error) {
    await store(statusOfBroken(draft));
    throw error;
  }
  await store('complete');
  yield { kind: 'started', started };
  yield* parts;
  yield completed(deps, started, draft);
}

const statusOfBroken = ({ text }: AnswerDraft): Message['status'] => (text === '' ? 'failed' : 'incomplete');

const completed = (
  { noteCited }: AskDeps,
  started: Started,
  { text, citations, supported }: AnswerDraft,
): AnswerEvent => {
  noteCited(new Set(citations.map(({ documentId }) => documentId)));
  return { kind: 'completed', answer: { ...started, answer: text, citations, supported } };
};

const writerFor = ({ writers }: AskDeps, { grant, request }: PreparedAnswer): AnswerWriter =>
  isWrittenByRules({ writers }, request) ? writers.extractive : chooseWriter(writers, grant.tokensSuffice);
