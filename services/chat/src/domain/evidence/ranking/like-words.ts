import type { Term } from '@ai-teacher/language/terms.ts';
import { type Passage, type TermedSentence, termedSentencesOf } from '../passage.ts';
import { beginningsOf, type Likeness, likenessTo } from '../question-terms.ts';

/** A word of a passage, and each place of it: the sentence, and the term of the sentence. */
type Word = { readonly term: Term; readonly places: (readonly [sentence: number, term: number])[] };

const vocabularies = new WeakMap<readonly TermedSentence[], ReadonlyMap<string, readonly Word[]>>();

/** The words of a passage by their first letters. */
const vocabularyOf = (passage: Pick<Passage, 'text'>): ReadonlyMap<string, readonly Word[]> => {
  const sentences = termedSentencesOf(passage);
  const before = vocabularies.get(sentences);
  if (before !== undefined) return before;
  const words = new Map<string, Word>();
  for (const [sentence, { terms }] of sentences.entries())
    for (const [at, term] of terms.entries()) {
      const word = words.get(term.key) ?? { term, places: [] };
      words.set(term.key, word);
      word.places.push([sentence, at]);
    }
  const vocabulary = new Map<string, Word[]>();
  for (const word of words.values())
    for (const beginning of new Set(beginningsOf(word.term))) {
      const alike = vocabulary.get(beginning) ?? [];
      vocabulary.set(beginning, alike);
      alike.push(word);
    }
  vocabularies.set(sentences, vocabulary);
  return vocabulary;
};

type LikeWord = { readonly places: Word['places']; readonly likeness: NonNullable<Likeness> };

/** Makes the search of a passage for words like one of the terms. Other words are not looked at. */
export const likeWordsTo = (
  asked: readonly Term[],
  likenessOf = likenessTo(asked),
): ((passage: Pick<Passage, 'text'>) => LikeWord[]) => {
  const beginnings = [...new Set(asked.flatMap(beginningsOf))];
  return (passage) => {
    const vocabulary = vocabularyOf(passage);
    const alike = new Set(beginnings.flatMap((beginning) => vocabulary.get(beginning) ?? []));
    return [...alike].flatMap(({ term, places }) => {
      const likeness = likenessOf(term);
      return likeness === undefined ? [] : [{ places, likeness }];
    });
  };
};
