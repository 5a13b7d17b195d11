import { type Attempt, type Exam, nameOf } from '../../api/exam-results.ts';
import { csvFile, saveFile } from '../../api/save-file.ts';

type Export = {
  readonly exam: Exam;
  readonly attempts: readonly Attempt[];
  readonly names: ReadonlyMap<string, string> | undefined;
  /** The headings of the columns before the items. */
  readonly heads: readonly string[];
};

/**
 * Saves the results as CSV, with a column for each item, then one for each of its criteria (`3.1`).
 * Spreadsheets take no cell for a formula.
 */
export const exportResults = async ({ exam, attempts, names, heads }: Export): Promise<void> => {
  const { stringify } = await import('csv-stringify/browser/esm/sync');
  const head = [
    ...heads,
    ...exam.items.flatMap(({ criteria = [] }, index) => [
      String(index + 1),
      ...criteria.map((_, at) => `${index + 1}.${at + 1}`),
    ]),
  ];
  const rows = attempts.map(({ studentId, score, maxScore, submittedAt, items }) => {
    const marks = new Map(items.map((item) => [item.itemId, item]));
    const ofItems = exam.items.flatMap(({ itemId, criteria = [] }) => {
      const mark = marks.get(itemId);
      const scoreOf = (id: string) => mark?.criteria?.find(({ criterionId }) => criterionId === id)?.score;
      return [mark?.score ?? '', ...criteria.map(({ criterionId }) => scoreOf(criterionId) ?? '')];
    });
    return [nameOf(names, studentId), studentId, score ?? '', maxScore, submittedAt ?? '', ...ofItems];
  });
  const text = stringify([head, ...rows], { escape_formulas: true, record_delimiter: 'windows' });
  saveFile(`${exam.title.replace(/[^\p{L}\p{N} _-]/gu, '').slice(0, 80) || 'results'}.csv`, csvFile(text));
};
