import type { Passage } from '../../passage.ts';
import { sharesThaiWord } from './beyond-head.ts';
import { isAllFrame } from './frame-chunks.ts';
import { isForeign, lessonPattern } from './spaceless-conditions.ts';

/** A pronoun of place. */
const pointerPattern = /在?那(?:[里裡儿兒边邊])|[そあ]こ(?:で|の|に)|ที่(?:นั่น|โน่น)/u;

/**
 * Whether a question points to a place that the text before it names, and no passage has a word of that
 * text.
 */
export const pointsAway = (question: string, passages: readonly Passage[]): boolean => {
  const before = question.slice(0, Math.max(0, question.search(pointerPattern)));
  if (before.trim() === '' || lessonPattern.test(before) || isAllFrame(before)) return false;
  return /\p{Script=Thai}/u.test(before) ? !sharesThaiWord(before, passages) : isForeign(before, passages);
};
