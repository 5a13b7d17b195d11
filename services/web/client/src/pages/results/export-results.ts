import { csvFile, saveFile } from '../../api/save-file.ts';
import { type Attempt, type Exam, nameOf } from './use-results.ts';

type Export = {
  readonly exam: Exam;
  readonly attempts: readonly Attempt[];
  readonly names: ReadonlyMap<string, string> | undefined;
  /** The headings of the columns before the items. */
  readonly heads: readonly string[];
};

/** Saves the results as CSV, with a column for each item. Spreadsheets take no cell for a formula. */
export const exportResults = async ({ exam, attempts, names, heads }: Export): Promise<void> => {
  const { stringify } = await import('csv-stringify/browser/esm/sync');
  const head = [...heads, ...exam.items.map((_, index) => String(index + 1))];
  const rows = attempts.map(({ studentId, score, maxScore, submittedAt, items }) => {
    const scores = new Map(items.map((item) => [item.itemId, item.score]));
    const ofItems = exam.items.map(({ itemId }) => scores.get(itemId) ?? '');
    return [nameOf(names, studentId), studentId, score ?? '', maxScore, submittedAt ?? '', ...ofItems];
  });
  const text = stringify([head, ...rows], { escape_formulas: true, record_delimiter: 'windows' });
  saveFile(`${exam.title.replace(/[^\p{L}\p{N} _-]/gu, '').slice(0, 80) || 'results'}.csv`, csvFile(text));
};
