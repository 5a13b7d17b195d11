import { endsSentence, type Sentence } from '@ai-teacher/language/sentences.ts';
import { contentWordsOf } from '@ai-teacher/language/words.ts';
import type { Definition, ReadPage, SourcePage } from '../drafts/item-draft.ts';
import { mentions } from '../drafts/term-search.ts';
import { openingWord } from '../languages/language-rules.ts';
import { rulesOf } from '../languages/rules-of.ts';

/** A section with fewer statements explains too little for a long answer. */
const minStatements = 3;
const maxStatements = 5;
/** The maximum number of characters of the quote of an item. */
const maxSectionCharacters = 2_000;
/** The number of sentences after the definition in which the section may continue. */
const maxDistance = 10;
const minNewWords = 3;
const maxStatementCharacters = 320;

/** Pronouns that open a sentence about the subject of the sentence before, by language. */
const pronouns: Readonly<Record<string, RegExp>> = {
  ar: openingWord('وهو|وهي|هو|هي|وهم'),
  de: openingWord('er|sie|es'),
  en: openingWord('it|its|they|their'),
  es: openingWord('él|ella|ellos|ellas'),
  fr: openingWord('ils?|elles?'),
  hi: openingWord('यह|ये|इसका|इसकी|इसके|इसमें|इससे'),
  pt: openingWord('eles?|elas?'),
  zh: /^(?:它|其)/u,
};
const englishReference =
  /\b(?:figure|table|chapter|section|exercise|page|above|below|following|we|you|your|our|I|therefore|thus|hence|however)\b/iu;

/**
 * The statements with which a section explains a term: its definition, and the sentences after it that name
 * the term or continue its subject. Each says something that those before it do not say.
 *
 * @returns none when the section has fewer than three.
 */
export const findStatements = (
  { term, source, language }: Definition,
  { page, sentences }: ReadPage,
): Sentence[] => {
  const first = sentences.findIndex(({ start }) => start === source.span.start);
  if (first < 0) return [];
  const until = Math.min(endOfSection(page, source.span.start), source.span.start + maxSectionCharacters);
  const known = new Set(contentWordsOf(term));
  const statements: Sentence[] = [];
  let isAboutTerm = true;
  for (const [distance, sentence] of sentences.slice(first, first + maxDistance + 1).entries()) {
    if (sentence.end > until || statements.length === maxStatements) break;
    const { text } = sentence;
    isAboutTerm = distance === 0 || mentions(text, term) || (isAboutTerm && goesOn(text, language));
    const added = contentWordsOf(text).filter((word) => !known.has(word));
    if (!isAboutTerm || added.length < minNewWords || !isSound(text, language)) continue;
    for (const word of added) known.add(word);
    statements.push(sentence);
  }
  return statements.length < minStatements ? [] : statements;
};

/** Where the next heading begins. */
const endOfSection = ({ headings, text }: SourcePage, start: number): number =>
  headings.find(({ offset }) => offset > start)?.offset ?? text.length;

/** Whether a sentence continues the subject of the sentence before. */
const goesOn = (text: string, language: string): boolean => pronouns[language]?.test(text) ?? false;

const isSound = (text: string, language: string): boolean =>
  text.length <= maxStatementCharacters &&
  endsSentence(text, language === 'en' ? 'prose' : 'quote') &&
  !/[?？؟:;]$/u.test(text) &&
  !(rulesOf(language)?.reference ?? englishReference).test(text);
