import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { GroundedPart } from '../grounding/ground-answer.ts';
import type { AnswerMode, Message } from '../ports.ts';
import { emptyDraft, writeDraft } from './answer-draft.ts';
import { chooseWriter } from './choose-writer.ts';
import type { AnswerWriter } from './ports.ts';
import { type AskDeps, type AskInput, type PreparedAnswer, prepareAnswer } from './prepare-answer.ts';
import { storeAnswer } from './storing/store-answer.ts';

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
