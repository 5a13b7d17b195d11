import type { LabelReason } from '@ai-teacher/contracts/rag/library.ts';
import type { DocumentWarning } from '@ai-teacher/contracts/rag/warnings.ts';
import { cleanText } from '@ai-teacher/language/clean-text.ts';
import { labelBeside } from '../model/number-forms.ts';

export type PageLabel = {
  readonly label: string;
  readonly declared: string | null;
  readonly printed: string | null;
  readonly reason: LabelReason;
};

export type PageLabels = {
  readonly labels: readonly PageLabel[];
  /** Names the labels that were used, when the file declares other labels than its pages show. */
  readonly warnings: readonly DocumentWarning[];
};

/**
 * The printed label of each page: the label that the file declares, else the number in its running lines,
 * else its position in the file. Pages without a number between numbered pages receive the number that fits
 * there. Declared labels that only count the pages of the file are not believed when the pages show other
 * numbers: programs that cut or join files write such labels.
 */
export const pageLabels = (
  declared: readonly string[] | undefined,
  printedNumbers: readonly (string | undefined)[],
): PageLabels => {
  const given = declared?.map(oneLine);
  const onlyCount = given?.every((label, index) => label === '' || label === String(index + 1)) ?? false;
  const numbered = printedNumbers.filter((number) => number !== undefined).length;
  const differs = printedNumbers.some(
    (number, index) => number !== undefined && number !== String(index + 1),
  );
  const declares = given?.some((label) => label !== '') ?? false;
  const isDeclared = declares && !(onlyCount && differs);
  const numbers = numbersOf(printedNumbers, declares);
  return {
    labels: printedNumbers.map((number, index) => {
      const label = given?.[index] || null;
      const believed = isDeclared ? declaredOf(label, index) : numbers[index];
      return { ...(believed ?? positionOf(index)), declared: label, printed: number ?? null };
    }),
    warnings:
      declares && !isDeclared
        ? [
            {
              code: 'page-labels',
              sentence: `The page labels in the file only count its pages. The numbers printed on ${numbered} of its pages were believed instead.`,
              pages: [],
            },
          ]
        : [],
  };
};

type Believed = Pick<PageLabel, 'label' | 'reason'>;

const positionOf = (index: number): Believed => ({ label: String(index + 1), reason: 'position-in-file' });

const declaredOf = (label: string | null, index: number): Believed =>
  label === null ? positionOf(index) : { label, reason: 'declared-by-file' };

const numbersOf = (printedNumbers: readonly (string | undefined)[], declares: boolean): Believed[] => {
  const known = printedNumbers.flatMap((label, index) => (label === undefined ? [] : [{ label, index }]));
  return printedNumbers.map((printed, index) => {
    if (printed !== undefined)
      return { label: printed, reason: declares ? 'declared-only-counts' : 'printed-on-page' };
    const before = known.findLast((one) => one.index < index);
    const after = known.find((one) => one.index > index);
    const label = labelBeside(index, before, after);
    return label === undefined ? positionOf(index) : { label, reason: 'fits-neighbours' };
  });
};

/** A label may contain any character that its file declares, a NUL and line breaks included. */
const oneLine = (label: string): string => cleanText(label).replace(/\s+/gu, ' ').trim();
