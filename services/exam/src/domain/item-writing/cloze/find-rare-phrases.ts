import { isFunctionWord } from '@ai-teacher/language/function-words.ts';
import { stemOf } from '@ai-teacher/language/stems.ts';
import { contentWordsOf } from '@ai-teacher/language/words.ts';
import type { Definition, ReadPage } from '../drafts/item-draft.ts';
import { sourceOf } from '../reading/find-definitions.ts';
import { isSelfContained } from './find-used-terms.ts';
import { placeOf, type UsedTerm } from './write-cloze.ts';

/** The name of a place, person or thing: capitals inside a sentence that no spelling rule requires. */
const namePattern =
  /(?<=(?:^|\s)\p{Ll}[\p{L}’'-]* )(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b)\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+){0,3}(?=[\s,.;:”’]|$)(?! \p{Lu})/gu;
/** A year after a preposition: the fact that the sentence states. */
const yearPattern = /(?<=\b(?:in|since|until|by|from|around) )1[0-9]{3}(?=[\s,.;)]|$)/gu;
/** A noun, recognised by its ending, after a word that nouns follow. */
const nounPattern =
  /(?<=\b(?:the|an?|of|by|called|into|through|with|and|in) )\p{Ll}{3,}(?:tion|sion|ment|ity|ness|ance|ence|ism|sis|logy|graphy|ture|sphere|meter|gen|phyll|ide|ium|ria|ome|cose|tase)(?=[\s,.;)]|$)/gu;

/** A word in a larger share of the sentences is the subject of the whole text, not a rare phrase. */
const maxSentenceShare = 0.2;

/**
 * Finds English sentences without a definition, each with the one phrase that a reader must know: a name, a
 * year or a noun, whichever is rarest. Returns one sentence per phrase, in reading order.
 */
export const findRarePhrases = (
  pages: readonly ReadPage[],
  definitions: readonly Definition[],
): UsedTerm[] => {
  const definingPlaces = new Set(definitions.map(({ source }) => placeOf(source)));
  const counts = sentenceCountsByWord(pages);
  const maxSentences = Math.max(
    2,
    [...pages].reduce((sum, { sentences }) => sum + sentences.length, 0) * maxSentenceShare,
  );
  const seen = new Set<string>();
  const found: UsedTerm[] = [];
  for (const { page, sentences, language } of pages) {
    // The forms are English. In German, for example, a capital inside a sentence says nothing about a noun.
    if (language !== 'en') continue;
    for (const sentence of sentences) {
      const source = sourceOf(page, sentence);
      if (!isSelfContained(sentence.text, language) || definingPlaces.has(placeOf(source))) continue;
      const phrase = rarestPhraseIn(sentence.text, counts);
      if (
        phrase === undefined ||
        seen.has(phrase.toLowerCase()) ||
        sentenceCountOf(phrase, counts) > maxSentences
      )
        continue;
      seen.add(phrase.toLowerCase());
      found.push({ term: phrase, sentence: sentence.text, language, source });
    }
  }
  return found;
};

const rarestPhraseIn = (sentence: string, counts: ReadonlyMap<string, number>): string | undefined => {
  const phrases = [namePattern, yearPattern, nounPattern].flatMap((pattern) =>
    [...sentence.matchAll(pattern)].map(([phrase]) => phrase),
  );
  const usable = phrases.filter((phrase) => phrase.length >= 4 && !isFunctionWord(phrase));
  return usable.toSorted((left, right) => sentenceCountOf(left, counts) - sentenceCountOf(right, counts))[0];
};

/** Counts the sentences with the rarest word of a phrase. */
const sentenceCountOf = (phrase: string, counts: ReadonlyMap<string, number>): number => {
  const words = contentWordsOf(phrase);
  return Math.min(...words.map((word) => counts.get(stemOf(word)) ?? 1), Number.MAX_SAFE_INTEGER);
};

const sentenceCountsByWord = (pages: readonly ReadPage[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { sentences } of pages) {
    for (const { text } of sentences) {
      for (const word of new Set(contentWordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
};
