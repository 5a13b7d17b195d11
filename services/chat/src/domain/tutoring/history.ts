import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import type { Turn } from './ports.ts';

/** Limits of the history in a prompt, so that a long session costs no more than a short one. */
export const maxTurns = 10;
const maxCharacters = 6_000;
const maxTurnCharacters = 2_000;

/** The latest turns that fit, oldest first, beginning with a question; a long turn is cut at its end. */
export const cutHistory = (turns: readonly Turn[]): Turn[] => {
  const fitting: Turn[] = [];
  let left = maxCharacters;
  for (const turn of turns.slice(-maxTurns).reverse()) {
    const text =
      turn.text.length > maxTurnCharacters ? `${beginningOf(turn.text, maxTurnCharacters)}…` : turn.text;
    if (text.length > left) break;
    left -= text.length;
    fitting.unshift({ ...turn, text });
  }
  while (fitting[0]?.author === 'assistant') fitting.shift();
  return fitting;
};
