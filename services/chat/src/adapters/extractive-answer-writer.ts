import { notInMaterial } from '../domain/nearest-pages.ts';
import { cite } from '../domain/passage.ts';
import type { AnswerPart, AnswerWriter, WriteRequest } from '../domain/ports.ts';
import { selectSupport } from '../domain/select-support.ts';

/** Answers with the material's own sentences: quoted, cited, or not at all. Needs no model. */
export function createExtractiveAnswerWriter(): AnswerWriter {
  return {
    mode: 'extractive',
    ensureAvailable() {},
    async *write({ question, passages }: WriteRequest): AsyncGenerator<AnswerPart> {
      const { supported, quotes, nearest } = selectSupport(question, passages);
      if (!supported) {
        yield { kind: 'text', text: notInMaterial(question, nearest) };
        yield { kind: 'end', supported: false };
        return;
      }
      for (const [index, { passage, quote }] of quotes.entries()) {
        yield { kind: 'text', text: `${index === 0 ? '' : '\n\n'}“${quote}” [${index + 1}]` };
        yield { kind: 'citation', citation: cite(passage, index + 1, quote) };
      }
      yield { kind: 'end', supported: true };
    },
  };
}
