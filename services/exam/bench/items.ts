/**
 * Measures the items that rules or a model write from a PDF: items per type, the share of published items
 * that pass the gates, shared stems, rejected drafts by reason, and time.
 *
 *   npm run bench items -- --pdf FILE [--count 20] [--types a,b] [--writer URL --model NAME]
 *
 * Without a URL rules write. The URL is the base URL of any OpenAI-compatible server.
 */
import { endWithUsage, readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { itemTypes, wantedItemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { writeExamItems } from '../src/domain/item-writing/write-exam-items.ts';
import { measure, type TypeFigures, type WrittenType } from './items/measure.ts';
import { readPdf } from './items/read-pdf.ts';
import { writeByServer } from './items/write-by-server.ts';

const options = {
  pdf: { type: 'string' },
  count: { type: 'string', default: '20' },
  types: { type: 'string', default: itemTypes.join(',') },
  writer: { type: 'string' },
  model: { type: 'string', default: 'default' },
} as const;
const usage = 'npm run bench items -- --pdf FILE [--count 20] [--types a,b] [--writer URL --model NAME]';
const { pdf = endWithUsage(usage), count, types, writer, model } = readProgramOptions(options, usage);
const wanted = wantedItemTypes.safeParse(types.split(',')).data ?? endWithUsage(usage);
if (!(Number(count) > 0)) endWithUsage(usage);

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const reasonsOf = ({ rejected }: TypeFigures): string =>
  Object.entries(rejected)
    .map(([reason, times]) => `${reason} ${times}`)
    .join(', ');

const print = (figures: readonly TypeFigures[]): void => {
  process.stdout.write(
    '\n| type | items | pass the linter | quotes verbatim | pass every gate | shared stems | seconds | rejected drafts |\n' +
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n',
  );
  for (const row of figures) {
    const cells = [
      row.type,
      row.items,
      percent(row.linted),
      percent(row.verbatim),
      percent(row.allGates),
      row.sharedStems,
      (row.milliseconds / 1_000).toFixed(1),
      reasonsOf(row),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
};

const material = await readPdf(pdf);
process.stdout.write(
  `${material.title}: ${material.pages.length} pages, ${count} items of each type wanted\n`,
);

const byRules = (): WrittenType[] => {
  const written: WrittenType[] = [];
  for (const type of wanted) {
    const present = written.flatMap(({ items }) => items);
    const startedAt = performance.now();
    const task = { materials: [material], cells: [{ count: Number(count), types: [type] }], present };
    const [cell] = writeExamItems(task).cells;
    const milliseconds = performance.now() - startedAt;
    written.push({ type, items: cell?.items ?? [], rejected: cell?.rejected ?? {}, milliseconds });
  }
  return written;
};

const written =
  writer === undefined
    ? byRules()
    : await writeByServer(material, { url: writer, model, count: Number(count), types: wanted });
print(measure(material, written));
