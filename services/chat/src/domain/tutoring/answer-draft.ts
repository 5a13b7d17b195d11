import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { GroundedPart } from '../grounding/ground-answer.ts';
import type { AnswerPart, AnswerWriter, Usage, WriteRequest } from './ports.ts';

/** The answer as far as it has been written. */
export type AnswerDraft = {
  text: string;
  readonly citations: Citation[];
  supported: boolean;
  /** The usage of the last request to a model; null when no model was asked. */
  usage: Usage | null;
  /** The tokens of all requests to a model. */
  tokensUsed: number;
};

export const emptyDraft = (): AnswerDraft => ({
  text: '',
  citations: [],
  supported: false,
  usage: null,
  tokensUsed: 0,
});

/** One error for all answers: an abort without a reason makes an exception with a stack trace. */
const readingEnded = new Error('the answer is no longer read');

/**
 * Yields the parts that the client receives, and adds every part to the draft. When the reader stops early,
 * the writer is aborted and its usage is still read, because the tokens have been used.
 *
 * @throws the error of the writer; after an abort, the reason of the request's signal.
 */
export async function* writeDraft(
  writer: AnswerWriter,
  request: WriteRequest,
  draft: AnswerDraft,
): AsyncGenerator<GroundedPart, void> {
  const stopped = new AbortController();
  const signal = AbortSignal.any([request.signal, stopped.signal]);
  const parts = writer.write({ ...request, signal })[Symbol.asyncIterator]();
  try {
    for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
      const part = next.value;
      if (isVisible(part)) request.signal.throwIfAborted();
      addPart(draft, part);
      if (isVisible(part)) yield part;
    }
    request.signal.throwIfAborted();
  } finally {
    stopped.abort(readingEnded);
    await addRemainingUsage(parts, draft);
  }
}

const isVisible = (part: AnswerPart): part is GroundedPart =>
  part.kind === 'text' || part.kind === 'citation';

const addPart = (draft: AnswerDraft, part: AnswerPart): void => {
  switch (part.kind) {
    case 'text':
      draft.text += part.text;
      break;
    case 'citation':
      draft.citations.push(part.citation);
      break;
    case 'usage':
      draft.usage = part.usage;
      draft.tokensUsed += part.tokens;
      break;
    case 'support':
      draft.supported = part.supported;
  }
};

/** Reads an aborted writer to its end; a writer that has already ended or failed yields nothing more. */
const addRemainingUsage = async (parts: AsyncIterator<AnswerPart>, draft: AnswerDraft): Promise<void> => {
  try {
    for (let next = await parts.next(); next.done !== true; next = await parts.next())
      if (next.value.kind === 'usage') addPart(draft, next.value);
  } catch {
    // The abort is the cause: the reader already has its own error, or wants no more.
  }
};
