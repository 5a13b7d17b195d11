import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import type { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { pageRanges } from '@ai-teacher/contracts/rag/page-ranges.ts';
import i18next from 'i18next';
import { type Sentence, sentenceOf } from '../../language/api-sentence.ts';
import { showNumber } from '../../language/show.ts';

type Document = ReadOf<typeof listDocuments>['items'][number];

/** The advice to a teacher about a document that did not become ready. */
export const adviceOf = (status: Document['status'], english: string): Sentence =>
  sentenceOf(`documents.advice.${status}`, english);

type Warning = NonNullable<Document['warningDetails']>[number];

const warningOf = ({ code, sentence, pages, limit }: Warning): Sentence => {
  const known = sentenceOf(`documents.warning.${code}`, sentence);
  if (typeof known !== 'string') return known;
  const ranges = pageRanges(pages, (left) => ` … (+${showNumber(left)})`);
  return [
    known,
    ...(pages.length === 0 ? [] : [i18next.t('documents.warningPages', { pages: ranges })]),
    ...(limit === undefined ? [] : [i18next.t('documents.warningLimit', limit)]),
  ].join(' ');
};

/**
 * The parts of a document that were not read, or not read exactly. A service of an earlier release sends no
 * codes.
 */
export const warningsOf = ({ warnings = [], warningDetails }: Document): readonly Sentence[] =>
  warningDetails?.map(warningOf) ?? warnings.map((english) => ({ english }));
