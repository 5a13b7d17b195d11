import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import { remembering } from '@ai-teacher/language/memory/remembering.ts';
import { endsSentence, quotableSentencesOf, type Sentence } from '@ai-teacher/language/sentences.ts';
import { plainSpelling, speltOut } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import { asksReader } from './asks-reader.ts';
import { beginsWithPronoun } from './leans-on-earlier.ts';

/** A piece of one page of the caller's material, as a search returned it. */
export type Passage = {
  readonly documentId: string;
  readonly chunkId: string;
  readonly title: string;
  readonly text: string;
  /** The label printed on the page ("9", "xii"). */
  readonly pageLabel: string;
  /** Position in the file, counted from 1. */
  readonly pageNumber: number;
  readonly headingPath: readonly string[];
  /** The text was recognised from a picture. */
  readonly recognised?: true | undefined;
};

/** Pages of a document that no search can find, because their text could not be read. */
export type UnreadPages = {
  readonly documentId: string;
  readonly title: string;
  /** Positions in the file, counted from 1. */
  readonly pages: readonly number[];
};

/** The citation of a passage; `marker` is its number in brackets in the answer. */
export const cite = (passage: Passage, marker: number, quote: string): Citation => {
  const { documentId, chunkId, pageLabel, pageNumber, recognised } = passage;
  return {
    marker,
    documentId,
    chunkId,
    pageLabel,
    pageNumber,
    quote,
    ...(recognised ? { recognised } : {}),
  };
};

/** A sentence that an answer may quote, and what of it no question changes. */
export type TermedSentence = {
  readonly sentence: Sentence;
  /** All terms in order. */
  readonly terms: readonly Term[];
  /** Whether the book asks its reader or announces a table. */
  readonly answersNothing: boolean;
  /** Whether the sentence begins with a pronoun, so that the sentence before names its subject. */
  readonly leans: boolean;
  /** 1 for a complete sentence, 0.5 for one that needs the sentence before or after it, otherwise 0. */
  readonly finished: number;
};

/** About 30 kB each. A class asks about the same pages, so most passages were divided a moment ago. */
const maxDividedTexts = 512;
const maxDividedCharacters = 4_000;

const divided = (text: string): readonly TermedSentence[] =>
  quotableSentencesOf(text).map((sentence, at) => ({
    sentence,
    leans: at > 0 && beginsWithPronoun(sentence.text),
    terms: allTerms(sentence.text),
    answersNothing: asksReader(sentence.text) || captionPattern.test(sentence.text),
    finished: completeness(sentence.text),
  }));
/** "Table 4.1 Wind force on the Beaufort scale": its rows answer. */
const captionPattern =
  /^(?:table|tabelle|tableau|tabla|tabella|tabela|tabel|tabell|таблица|таблиця|तालिका|সারণি|جدول|表)\s*\p{N}/iu;
const dividedBefore = remembering(maxDividedTexts, divided);

/** The steps of one answer read the same passages many times; their texts are long. */
const dividedPassages = new WeakMap<Pick<Passage, 'text'>, readonly TermedSentence[]>();

/** The sentences of a passage with their terms. Remembers the texts that were used last. */
export const termedSentencesOf = (passage: Pick<Passage, 'text'>): readonly TermedSentence[] => {
  const before = dividedPassages.get(passage);
  if (before !== undefined) return before;
  const { text } = passage;
  const sentences = text.length > maxDividedCharacters ? divided(text) : dividedBefore(text);
  dividedPassages.set(passage, sentences);
  return sentences;
};

/** A sentence in plain spelling, and spelt out where that may differ. */
export type FoldedSentence = { readonly plain: string; readonly spelt: string | undefined };

export const foldedSentence = (text: string): FoldedSentence => ({
  plain: plainSpelling(text),
  spelt: /[^\p{ASCII}]/u.test(text) ? speltOut(text) : undefined,
});

const foldedSentences = new WeakMap<Sentence, FoldedSentence>();

/** The folded spellings of a sentence of a passage. Remembers them as long as the sentence. */
export const foldedOf = (sentence: Sentence): FoldedSentence => {
  const folded = foldedSentences.get(sentence) ?? foldedSentence(sentence.text);
  foldedSentences.set(sentence, folded);
  return folded;
};

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(allTerms(text).flatMap(({ key, spellings }) => [key, ...spellings]));
const wordsBefore = remembering(maxDividedTexts, wordsOf);

/** All words of a passage, in all their spellings. Remembers the texts that were used last. */
export const wordsIn = ({ text }: Pick<Passage, 'text'>): ReadonlySet<string> =>
  text.length > maxDividedCharacters ? wordsOf(text) : wordsBefore(text);

const headingTerms = remembering(maxDividedTexts, allTerms);

/** The terms of the title and of the headings above a passage. */
export const headingTermsOf = ({
  title,
  headingPath,
}: Pick<Passage, 'title' | 'headingPath'>): readonly Term[] =>
  headingTerms(`${title} ${headingPath.join(' ')}`);

/** Read alone, such a sentence does not name its subject. */
const pronounSubjectPattern = /^(?:this|that|it|they|these|those|he|she|such|diese[rs]?|es|sie|er)\b/iu;

/** A program line may end like a sentence, but consists of signs to a large part. */
const completeness = (sentence: string): number => {
  const signs = sentence.match(/[=(){}[\]<>_*+/\\|]/gu)?.length ?? 0;
  if (signs * 12 > sentence.length || !endsSentence(sentence, 'quote')) return 0;
  return /[:;]$/u.test(sentence) || pronounSubjectPattern.test(sentence) ? 0.5 : 1;
};

/** A row of a table names its columns ("Planet: Mars; Moons: 2"), so each of its cells is a statement. */
export const isRow = (sentence: string): boolean => rowPattern.test(sentence);
const rowPattern = /^[^:;\n]+: [^:;\n]+(?:; [^:;\n]+: [^:;\n]+)+$/u;

/** The caption above the rows of a table, which states their subject; undefined for other sentences. */
export const captionAbove = <One extends { readonly sentence: Sentence }>(
  sentences: readonly One[],
  index: number,
): One | undefined =>
  isRow(sentences[index]?.sentence.text ?? '')
    ? sentences.slice(0, index).findLast(({ sentence }) => !isRow(sentence.text))
    : undefined;

/** The cells of a row without the names of their columns. */
export const valuesOf = (row: string): string => row.replaceAll(/(?:^|; )[^:;]+:/gu, ' ');
