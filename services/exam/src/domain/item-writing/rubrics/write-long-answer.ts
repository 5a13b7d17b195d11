import { countWords } from '@ai-teacher/language/scripts.ts';
import { onOneLine } from '@ai-teacher/language/words.ts';
import type { Definition, ItemDraft, ItemSource, ReadPage } from '../drafts/item-draft.ts';
import { sourceOf } from '../reading/find-definitions.ts';
import { stemIn } from '../stems/stem-of.ts';
import { pointsOf } from './criteria.ts';
import { findStatements } from './find-statements.ts';

const maxCharacters = 5_000;
const minWords = 50;
const maxWords = 200;
const pointsOfCriterion = 1;

/** Writes long answers from the sections of some pages, as `writeLongAnswer` does. */
export const longAnswerWriter = (
  pages: readonly ReadPage[],
): ((definition: Definition) => ItemDraft | undefined) => {
  const readOf = new Map(pages.map((read) => [nameOf(read.page), read]));
  return (definition) => writeLongAnswer(definition, readOf.get(nameOf(definition.source)));
};

const nameOf = ({ documentId, pageNumber }: Pick<ItemSource, 'documentId' | 'pageNumber'>): string =>
  `${documentId}/${pageNumber}`;

/**
 * Writes “Explain what … means” from a section that explains a term in several sentences. Each key statement
 * is a criterion, with the sentence of the book as its quote.
 *
 * @returns undefined when the section explains too little.
 */
const writeLongAnswer = (definition: Definition, read: ReadPage | undefined): ItemDraft | undefined => {
  const statements = read === undefined ? [] : findStatements(definition, read);
  const [first] = statements;
  const last = statements.at(-1);
  if (read === undefined || first === undefined || last === undefined) return undefined;
  const criteria = statements.map(({ start, end, text }, at) => ({
    criterionId: String(at + 1),
    label: onOneLine(text),
    points: pointsOfCriterion,
    quote: read.page.text.slice(start, end),
  }));
  const suggestedWords = suggestedWordsFor(criteria.map(({ label }) => label).join(' '));
  const stem = stemIn(definition.language, 'explain', { term: definition.term, words: suggestedWords });
  if (stem === undefined) return undefined;
  return {
    type: 'long_answer',
    stem,
    criteria,
    answerLength: { suggestedWords, maxCharacters },
    points: pointsOf(criteria),
    key: criteria.map(({ label }) => label).join(' '),
    confusable: [],
    source: sourceOf(read.page, { start: first.start, end: last.end }),
  };
};

/** As many words as the book needs, rounded up to tens. */
const suggestedWordsFor = (text: string): number =>
  Math.min(maxWords, Math.max(minWords, Math.ceil(countWords(text) / 10) * 10));
