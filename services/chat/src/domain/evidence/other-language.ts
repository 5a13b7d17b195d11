import { functionWordsFor, knownLanguageOf } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { allTerms } from '@ai-teacher/language/terms.ts';
import type { Passage } from './passage.ts';
import { contentTerms } from './question-terms.ts';

/** Language codes of a question and of the material that was found for it. */
export type LanguagesApart = { readonly asked: string; readonly book: string };

/** One function word may belong to several languages. */
const minFunctionWords = 2;
const maxSampleCharacters = 4_000;

const functionWordsIn = (text: string): number => {
  const keys = allTerms(text).map(({ key }) => key);
  const grammar = functionWordsFor(keys);
  return keys.filter((key) => grammar.has(key)).length;
};

/** The languages of question and material when both are known and differ; otherwise undefined. */
export const languagesApart = (
  question: string,
  passages: readonly Passage[],
): LanguagesApart | undefined => {
  const asked = knownLanguageOf(question);
  const isCertain = isSpaceless(question) || functionWordsIn(question) >= minFunctionWords;
  if (asked === undefined || !isCertain) return undefined;
  const sample = passages
    .map(({ text }) => text)
    .join('\n')
    .slice(0, maxSampleCharacters);
  const book = knownLanguageOf(sample);
  return book === undefined || asked === book ? undefined : { asked, book };
};

/** From this number of words on, a sentence has function words in every language that the tutor knows. */
const minWordsOfSentence = 4;

/** Whether a question is a whole sentence without any word that shows its language. */
export const namesNoLanguage = (question: string): boolean =>
  knownLanguageOf(question) === undefined && allTerms(question).length >= minWordsOfSentence;

/** International words differ in their endings: "Evaporación", "evaporation". */
const minCommonCharacters = 5;
const minCommonShare = 0.5;

const isSameStem = (one: string, other: string): boolean => {
  const longest = Math.max(one.length, other.length);
  let common = 0;
  while (common < one.length && one[common] === other[common]) common += 1;
  return common >= minCommonCharacters && common >= longest * minCommonShare;
};

/** The words of the material that a question in another language names, in the spelling of the material. */
export const bookTermsOf = (question: string, passages: readonly Passage[]): string[] => {
  const inBook = new Map(
    passages.flatMap(({ text }) => allTerms(text).map(({ key, spellings }) => [spellings[0] ?? key, key])),
  );
  const found = contentTerms(question).flatMap(({ key, spellings }) => {
    const plain = spellings[0] ?? key;
    const exact = inBook.get(plain);
    return exact ?? [...inBook].find(([spelling]) => isSameStem(plain, spelling))?.[1] ?? [];
  });
  return [...new Set(found)];
};
