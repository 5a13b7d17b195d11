import { cite } from '../domain/evidence/passage.ts';
import { escapeQuote } from '../domain/grounding/escape-quote.ts';
import { answerFromMaterial } from '../domain/tutoring/answer-from-material.ts';
import type { AnswerWriter } from '../domain/tutoring/ports.ts';

/**
 * Answers with sentences of the material, quoted and cited, or says that the material has no answer. Needs no
 * model.
 */
export const createExtractiveAnswerWriter = (): AnswerWriter => ({
  mode: 'extractive',
  async *write({ query, passages, unread, shown, reply }) {
    const { text, quotes } = reply ?? answerFromMaterial({ query, passages, unread, shown });
    if (text !== '') yield { kind: 'text', text: quotes.length > 0 ? `${text}\n\n` : text };
    for (const [index, { passage, quote }] of quotes.entries()) {
      yield { kind: 'text', text: `${index === 0 ? '' : '\n\n'}“${escapeQuote(quote)}” [${index + 1}]` };
      yield { kind: 'citation', citation: cite(passage, index + 1, quote) };
    }
    yield { kind: 'support', supported: quotes.length > 0 };
  },
});
