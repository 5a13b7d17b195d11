import type { WriteRequest } from '../ports.ts';
import { buildPrompt } from './build-prompt.ts';

/** What a model is asked to keep an answer under. */
export const mostAnswerTokens = 1_500;
/** What a model's own format adds to a message: its role, its borders. */
const tokensOfAMessage = 16;

type Prompt = Pick<WriteRequest, 'question' | 'passages' | 'history'>;

const bytesOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** A text in a natural language has at most a token per two bytes (measured: Chinese 0.44 a byte, Hindi 0.38, English 0.19). */
export const tokensOfText = (bytes: number): number => {
  return Math.ceil(bytes / 2);
};

/**
 * At most how many tokens a prompt has. What a person types may be chosen to be dear (random letters reach a token per byte,
 * and no tokenizer makes more of one), so it counts by the byte; sources and rules count as text.
 */
export const tokensOfPrompt = ({ question, passages, history }: Prompt): number => {
  const ours = buildPrompt('', passages, []);
  const typed = bytesOf([question, ...history.map(({ text }) => text)]);
  const messages = ours.length + history.length;
  return tokensOfText(bytesOf(ours.map(({ content }) => content))) + typed + messages * tokensOfAMessage;
};

/** At most what a model's answer costs; nothing without sources, for then no model is asked. */
export const mostTokens = (prompt: Prompt): number => {
  return prompt.passages.length === 0 ? 0 : tokensOfPrompt(prompt) + mostAnswerTokens;
};
