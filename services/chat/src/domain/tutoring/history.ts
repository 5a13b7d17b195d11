import type { Turn } from '../ports.ts';

/** How many messages are looked at, and how much of them enters a prompt, in characters: a long session costs no more than a short one. */
export const mostTurns = 10;
const mostCharacters = 6_000;
const mostOfATurn = 2_000;

/** The latest turns that fit, oldest first, beginning with a question; a long one is cut at its end. */
export const cutHistory = (turns: readonly Turn[]): Turn[] => {
  const kept: Turn[] = [];
  let left = mostCharacters;
  for (const turn of turns.slice(-mostTurns).reverse()) {
    const text = turn.text.length > mostOfATurn ? `${turn.text.slice(0, mostOfATurn)}…` : turn.text;
    if (text.length > left) break;
    left -= text.length;
    kept.unshift({ author: turn.author, text });
  }
  while (kept[0]?.author === 'assistant') kept.shift();
  return kept;
};
