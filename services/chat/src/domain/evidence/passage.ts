import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import { quotableSentencesOf, type Sentence } from '@ai-teacher/language/sentences.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';

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

/** A sentence that an answer may quote, with all its terms in order. */
export type TermedSentence = { readonly sentence: Sentence; readonly terms: readonly Term[] };

/** About 20 kB each. A class asks about the same pages, so most passages were divided a moment ago. */
const maxDividedTexts = 512;
const maxDividedCharacters = 4_000;
const dividedTexts = new Map<string, readonly TermedSentence[]>();

/** The sentences of a passage with their terms. Remembers the texts that were used last. */
export const termedSentencesOf = ({ text }: Pick<Passage, 'text'>): readonly TermedSentence[] => {
  const known = dividedTexts.get(text);
  const sentences =
    known ?? quotableSentencesOf(text).map((sentence) => ({ sentence, terms: allTerms(sentence.text) }));
  if (text.length > maxDividedCharacters) return sentences;
  dividedTexts.delete(text);
  dividedTexts.set(text, sentences);
  const [oldest] = dividedTexts.keys();
  if (dividedTexts.size > maxDividedTexts && oldest !== undefined) dividedTexts.delete(oldest);
  return sentences;
};
