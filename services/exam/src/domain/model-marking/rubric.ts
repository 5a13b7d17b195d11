import { countWords, isSpaceless } from '@ai-teacher/language/scripts.ts';
import { sentenceEnds } from '@ai-teacher/language/sentences/sentence-ends.ts';
import { contentWordsOf, onOneLine } from '@ai-teacher/language/words.ts';
import type { GradableItem } from '../grading/ports.ts';
import type { JudgingRequest } from './ports.ts';

/** A key with more parts is judged with its last parts together. */
const maxCriteria = 5;
/** A part with fewer words of its own says nothing that can be judged by itself. */
const minWordsOfPart = 2;

/** Where a key begins to say something else: at a new sentence, a semicolon, or a joined clause. */
const borderPattern = new RegExp(
  `(?<=[${sentenceEnds}])\\s+|(?<=[。！？])|\\s*[;；]\\s*|\\s*,\\s+(?:and|but|while|whereas|so that|because)\\s+`,
  'u',
);

/** The parts of a complete answer, in the words of the key. At least one part. */
export const criteriaOf = (key: string): string[] => {
  const parts: string[] = [];
  for (const part of onOneLine(key).split(borderPattern).filter(Boolean)) {
    const last = parts.at(-1);
    const size = isSpaceless(part) ? countWords(part) : contentWordsOf(part).length;
    const isThin = size < minWordsOfPart;
    if (last !== undefined && (isThin || parts.length === maxCriteria))
      parts[parts.length - 1] = `${last}; ${part}`;
    else parts.push(part);
  }
  return parts.length === 0 ? [key] : parts;
};

/** The request about one answer: by the parts of the key, or by the rubric of a long answer. */
export const judgingRequestOf = (
  item: Pick<GradableItem, 'alsoAccepted' | 'criteria' | 'key' | 'source' | 'stem'>,
  response: string,
): JudgingRequest => {
  const { stem, key, alsoAccepted = [], criteria, source } = item;
  const about = { question: stem, quote: source.quote, response };
  return criteria === undefined
    ? { ...about, criteria: criteriaOf(String(key)), alsoAccepted: alsoAccepted.map(String) }
    : { ...about, criteria: criteria.map(({ label }) => label), alsoAccepted: [], isLong: true };
};
