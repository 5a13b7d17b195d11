import { languageOf } from '@ai-teacher/language/function-words.ts';
import { sentenceEnds } from '@ai-teacher/language/sentences/sentence-ends.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { hasPronoun, leansOnEarlier, pointsToPlace } from '../leans-on-earlier.ts';
import { firstAsking } from '../question-words.ts';

/** Unlike `sentenceSpansOf`, it also ends a sentence before a word in lower case, as messages are written. */
const sentenceEnd = new RegExp(`(?<=[.!?])\\s+|(?<=(?![.!?])[${sentenceEnds}])\\s*`, 'u');

/**
 * The last sentence of a message, when it is a question that says by itself what it is about: "Which word
 * means density? No wait. What is density?" Undefined when a word in it points to the sentences before.
 */
export const lastQuestion = (message: string): string | undefined => {
  const sentences = message.trim().split(sentenceEnd);
  const last = sentences.at(-1) ?? '';
  const language = languageOf(message);
  const asks = firstAsking(plainSpelling(last), language) !== undefined;
  const stands = leansOnEarlier(last) === undefined && !hasPronoun(last) && !pointsToPlace(last, language);
  return sentences.length > 1 && asks && stands ? last : undefined;
};
