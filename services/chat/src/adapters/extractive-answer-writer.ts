import { cite } from '../domain/evidence/passage.ts';
import { selectSupport } from '../domain/evidence/select-support.ts';
import { notInMaterial } from '../domain/grounding/nearest-pages.ts';
import { inert } from '../domain/grounding/scan-markup.ts';
import type { AnswerWriter } from '../domain/tutoring/ports.ts';

/**
 * Answers with sentences of the material, quoted and cited, or says that the material has no answer. Needs no
 * model.
 */
export const createExtractiveAnswerWriter = (): AnswerWriter => ({
  mode: 'extractive',
  async *write({ query, passages, unread }) {
    const { supported, quotes, nearest } = selectSupport(query, passages);
    if (!supported) yield { kind: 'text', text: notInMaterial(query, nearest, unread) };
    for (const [index, { passage, quote }] of quotes.entries()) {
      yield { kind: 'text', text: `${index === 0 ? '' : '\n\n'}“${inert(quote)}” [${index + 1}]` };
      yield { kind: 'citation', citation: cite(passage, index + 1, quote) };
    }
    yield { kind: 'support', supported };
  },
});
