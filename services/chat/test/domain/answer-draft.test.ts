import { describe, expect, it } from '@jest/globals';
import { emptyDraft, writeDraft } from '../../src/domain/tutoring/answer-draft.ts';
import { buildPrompt } from '../../src/domain/tutoring/build-prompt.ts';
import type { AnswerWriter } from '../../src/domain/tutoring/ports.ts';
import { aPassage } from '../builders.ts';

const passages = [aPassage()];
const question = 'Why green?';
const requestWith = (signal: AbortSignal) => ({
  question,
  shown: '',
  query: question,
  passages,
  unread: [],
  prompt: buildPrompt({ question, passages, history: [] }),
  signal,
});

/** Writes words until it is aborted, then yields its usage and throws, as the generative writer does. */
const endlessWriter: AnswerWriter = {
  mode: 'generative',
  async *write({ signal }) {
    while (!signal.aborted) yield { kind: 'text', text: 'word ' };
    yield {
      kind: 'usage',
      usage: { model: 'some-model', inputTokens: null, outputTokens: null },
      tokens: 7,
    };
    throw signal.reason;
  },
};

describe('writeDraft', () => {
  it('writeDraft aborts the writer and adds its usage when the reader stops early', async () => {
    const draft = emptyDraft();
    const request = requestWith(new AbortController().signal);
    for await (const part of writeDraft(endlessWriter, request, draft))
      if (part.kind === 'text' && draft.text.length >= 10) break;
    expect(draft).toMatchObject({ text: 'word word ', tokensUsed: 7 });
  });

  it('writeDraft throws the reason of the abort and adds the usage when the client leaves', async () => {
    const draft = emptyDraft();
    const leaving = new AbortController();
    const read = async () => {
      for await (const _ of writeDraft(endlessWriter, requestWith(leaving.signal), draft))
        leaving.abort(new Error('the client left'));
    };
    await expect(read()).rejects.toThrow('the client left');
    expect(draft).toMatchObject({ text: 'word ', tokensUsed: 7 });
  });
});
