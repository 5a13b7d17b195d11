import type { Definition, ItemDraft, ItemSource } from '../drafts/item-draft.ts';
import { holdsTerm, type SentenceFinder } from '../reading/sentence-finder.ts';
import { contentWordsOf, quoted, termKeyOf, wordsOf } from '../reading/words.ts';

export const blank = '_____';

/** A sentence of the book that uses a term, beside the ones that define it. */
export type UsedTerm = { term: string; sentence: string; source: ItemSource };

export type ClozeRoom = {
  finder: SentenceFinder;
  /** Terms of the same document, so that a misspelt answer is never read as another term. */
  termsOf: (documentId: string) => readonly string[];
};

/** A definition with its term left out; a glossary line is turned so that the blank comes last. */
export const writeDefinitionCloze = (definition: Definition, room: ClozeRoom): ItemDraft | undefined => {
  const { form, meaning, sentence, source, term } = definition;
  const stem = form === 'entry' ? `The term for ${quoted(meaning)} is ${blank}.` : blanked(sentence, term);
  return stem === undefined ? undefined : clozeOf({ term, stem, source }, room);
};

/** A sentence that uses a term once, with the term left out. */
export const writeSentenceCloze = (
  { term, sentence, source }: UsedTerm,
  room: ClozeRoom,
): ItemDraft | undefined => {
  const stem = blanked(sentence, term);
  return stem === undefined ? undefined : clozeOf({ term: asUsed(sentence, term), stem, source }, room);
};

const clozeOf = (
  { term, stem, source }: { term: string; stem: string; source: ItemSource },
  room: ClozeRoom,
): ItemDraft | undefined => {
  if (holdsTerm(stem, term) || repeats(stem, term)) return undefined;
  if (!room.finder.leadsOnlyTo(placeOf(source), stem, term)) return undefined;
  return {
    type: 'cloze',
    stem,
    points: 1,
    key: term,
    confusable: confusableWith(term, room.termsOf(source.documentId)),
    source,
  };
};

export const placeOf = ({ documentId, pageNumber, span }: ItemSource): string => {
  return `${documentId}/${pageNumber}/${span.start}`;
};

/** Puts the blank for the term's one occurrence; the article before it must not tell how the answer begins. */
const blanked = (sentence: string, term: string): string | undefined => {
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}-])${escaped(term)}s?(?![\\p{L}\\p{M}\\p{N}-])`, 'giu');
  const matches = [...sentence.matchAll(pattern)];
  const [match] = matches;
  if (!match || matches.length !== 1) return undefined;
  const before = sentence.slice(0, match.index).replace(/["“]$/u, '');
  const after = sentence.slice(match.index + match[0].length).replace(/^["”]/u, '');
  const article = before.replace(/\b(a|A)n? $/u, (_, letter: string) => `${letter}(n) `);
  return `${article}${blank}${after}`;
};

/** The answer as this sentence has it: `loops` where the book says so. */
const asUsed = (sentence: string, term: string): string => {
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}-])${escaped(term)}s?(?![\\p{L}\\p{M}\\p{N}-])`, 'iu');
  return (
    pattern
      .exec(sentence)?.[0]
      .replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => (/^\p{Lu}/u.test(term) ? letter : letter.toLowerCase())) ??
    term
  );
};

const escaped = (text: string): string => {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
};

/** A content word of the answer that the stem still shows gives it away. */
const repeats = (stem: string, term: string): boolean => {
  const shown = new Set(contentWordsOf(stem));
  return contentWordsOf(term).some((word) => shown.has(word));
};

const confusableWith = (term: string, terms: readonly string[]): string[] => {
  const key = termKeyOf(term);
  const size = wordsOf(term).length;
  return terms.filter((other) => termKeyOf(other) !== key && wordsOf(other).length === size).slice(0, 200);
};
