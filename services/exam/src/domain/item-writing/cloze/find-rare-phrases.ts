import type { Definition } from '../drafts/item-draft.ts';
import { sourceOf } from '../reading/find-definitions.ts';
import type { ReadPage } from '../reading/read-sentences.ts';
import { contentWordsOf, isFunctionWord, stemOf } from '../reading/words.ts';
import { standsAlone } from './find-used-terms.ts';
import { placeOf, type UsedTerm } from './write-cloze.ts';

/** A place, person or thing by name: capitals inside a sentence, where no rule of spelling asks for them. */
const namePattern =
  /(?<=(?:^|\s)\p{Ll}[\p{L}’'-]* )(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b)\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+){0,3}(?=[\s,.;:”’]|$)(?! \p{Lu})/gu;
/** A year, or a number with what it counts left standing: the fact of the sentence. */
const yearPattern = /(?<=\b(?:in|since|until|by|from|around) )1[0-9]{3}(?=[\s,.;)]|$)/gu;
/** A noun that its ending shows, after a word that calls for one. */
const nounPattern =
  /(?<=\b(?:the|an?|of|by|called|into|through|with|and|in) )\p{Ll}{3,}(?:tion|sion|ment|ity|ness|ance|ence|ism|sis|logy|graphy|ture|sphere|meter|gen|phyll|ide|ium|ria|ome|cose|tase)(?=[\s,.;)]|$)/gu;

/** A word in more sentences than this share is what the whole text is about, not a rare phrase. */
const commonShare = 0.2;

/**
 * Sentences that define nothing, with the one phrase in each that a reader must know: a name, a year, or
 * the rarest noun. In reading order, one use of each phrase.
 */
export const findRarePhrases = (
  pages: readonly ReadPage[],
  definitions: readonly Definition[],
): UsedTerm[] => {
  const defining = new Set(definitions.map(({ source }) => placeOf(source)));
  const counts = sentenceCounts(pages);
  const most = Math.max(
    2,
    [...pages].reduce((sum, { sentences }) => sum + sentences.length, 0) * commonShare,
  );
  const seen = new Set<string>();
  const found: UsedTerm[] = [];
  for (const { page, sentences } of pages) {
    for (const sentence of sentences) {
      const source = sourceOf(page, sentence);
      if (!standsAlone(sentence.text) || defining.has(placeOf(source))) continue;
      const phrase = rarestPhraseIn(sentence.text, counts);
      if (phrase === undefined || seen.has(phrase.toLowerCase()) || rank(phrase, counts) > most) continue;
      seen.add(phrase.toLowerCase());
      found.push({ term: phrase, sentence: sentence.text, source });
    }
  }
  return found;
};

const rarestPhraseIn = (sentence: string, counts: ReadonlyMap<string, number>): string | undefined => {
  const phrases = [namePattern, yearPattern, nounPattern].flatMap((pattern) =>
    [...sentence.matchAll(pattern)].map(([phrase]) => phrase),
  );
  const usable = phrases.filter((phrase) => phrase.length >= 4 && !isFunctionWord(phrase));
  return usable.toSorted((left, right) => rank(left, counts) - rank(right, counts))[0];
};

const rank = (phrase: string, counts: ReadonlyMap<string, number>): number => {
  const words = contentWordsOf(phrase);
  return Math.min(...words.map((word) => counts.get(stemOf(word)) ?? 1), Number.MAX_SAFE_INTEGER);
};

const sentenceCounts = (pages: readonly ReadPage[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { sentences } of pages) {
    for (const { text } of sentences) {
      for (const word of new Set(contentWordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
};
