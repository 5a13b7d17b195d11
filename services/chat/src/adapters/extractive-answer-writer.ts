import { cite } from '../domain/evidence/passage.ts';
import { selectSupport } from '../domain/evidence/select-support.ts';
import { notInMaterial } from '../domain/grounding/nearest-pages.ts';
import { inert } from '../domain/grounding/scan-markup.ts';
import type { AnswerWriter } from '../domain/ports.ts';

/** Answers with the material's own sentences: quoted, cited, or not at all. Needs no model. */
export const createExtractiveAnswerWriter = (): AnswerWriter => {
  return {
    mode: 'extractive',
    async write({ question, passages }, say) {
      const { supported, quotes, nearest } = selectSupport(question, passages);
      if (!supported) await say({ kind: 'text', text: notInMaterial(question, nearest) });
      for (const [index, { passage, quote }] of quotes.entries()) {
        await say({ kind: 'text', text: `${index === 0 ? '' : '\n\n'}“${inert(quote)}” [${index + 1}]` });
        await say({ kind: 'citation', citation: cite(passage, index + 1, quote) });
      }
      return { supported, usage: null };
    },
  };
};
