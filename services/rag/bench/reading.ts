/**
 * Measures the reading of PDFs. Prints the share of characters that are read right on the files of
 * `test/extraction/ground-truth`, and with `--dir` what becomes of each PDF of a folder. The files of the
 * folder are read in the child process, as uploads are; their times contain the start of the process. Exits
 * with code 1 when a page of the ground truth is below the minimum.
 *
 *   npm run bench reading -- --dir books
 */
import { createReadStream } from 'node:fs';
import { glob } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { createChildExtractor } from '../src/adapters/child-extractor.ts';
import type { Extraction } from '../src/domain/ingestion/ports.ts';
import {
  accuracyOf,
  comparable,
  minAccuracy,
  readTruth,
} from '../test/extraction/ground-truth/read-truth.ts';
import { truths } from '../test/extraction/ground-truth/truth.ts';
import { endReading } from '../test/extraction/read-in-turn.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** Prints the accuracy of the ground truth. Returns whether all pages reach the minimum. */
const measureTruth = async (): Promise<boolean> => {
  const pages: { name: string; accuracy: number; characters: number }[] = [];
  for (const truth of truths) {
    const found = await readTruth(truth);
    for (const [index, page] of truth.pages.entries()) {
      if (page.text === undefined) continue;
      const text = comparable(found.pages[index]?.text ?? '', page);
      const name = truth.name === page.name ? page.name : `${truth.name}: ${page.name}`;
      pages.push({ name, accuracy: accuracyOf(text, page.text), characters: page.text.length });
    }
  }
  const characters = pages.reduce((sum, page) => sum + page.characters, 0);
  const right = pages.reduce((sum, page) => sum + page.accuracy * page.characters, 0);
  const worst = Math.min(...pages.map(({ accuracy }) => accuracy));
  const below = pages.filter(({ accuracy }) => accuracy < minAccuracy);
  print(
    `Ground truth: ${truths.length} files, ${pages.length} pages, ${characters} characters, ${percent(right / characters)} right; worst page ${percent(worst)}, minimum ${percent(minAccuracy)}.`,
  );
  for (const { name, accuracy } of below) print(`BELOW ${percent(accuracy)} ${name}`);
  return below.length === 0;
};

const columns = ['file', 'state', 'pages', 'characters', 'labels', 'title', 'warnings', 'ms/page', 'error'];

const rowOf = (file: string, extraction: Extraction, milliseconds: number): readonly string[] => {
  if (extraction.state !== 'ready')
    return [file, extraction.state, '', '', '', '', '', '', extraction.reason];
  const { pages, title = '', warnings } = extraction;
  const characters = pages.reduce((sum, { text }) => sum + text.length, 0);
  const labels = [...new Set([pages[0]?.label ?? '', pages.at(-1)?.label ?? ''])].join('-');
  const sentences = warnings.map(({ sentence }) => sentence).join(' ');
  const pace = (milliseconds / Math.max(1, pages.length)).toFixed(1);
  return [file, 'ready', `${pages.length}`, `${characters}`, labels, title, sentences, pace, ''];
};

/** Cells of a table in Markdown. */
const printRow = (cells: readonly string[]): boolean =>
  print(`| ${cells.map((cell) => cell.replace(/\s+/gu, ' ').replaceAll('|', '\\|')).join(' | ')} |`);

/** Prints a row for each PDF of a folder and of the folders in it, then how often each state occurs. */
const readFolder = async (folder: string): Promise<void> => {
  const extractor = createChildExtractor();
  const files = (await Array.fromAsync(glob('**/*.{pdf,PDF}', { cwd: folder }))).sort();
  const states = new Map<string, number>();
  printRow(columns);
  printRow(columns.map(() => '---'));
  for (const file of files) {
    const start = performance.now();
    const extraction = await extractor.extract(createReadStream(join(folder, file)), {
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    printRow(rowOf(file, extraction, performance.now() - start));
    states.set(extraction.state, (states.get(extraction.state) ?? 0) + 1);
  }
  const counts = [...states].map(([state, count]) => `${count} ${state}`).join(', ');
  print(`\n${basename(folder)}: ${files.length} files${counts === '' ? '' : `, ${counts}`}.`);
};

const values = readProgramOptions({ dir: { type: 'string' } }, 'npm run bench reading -- [--dir PATH]');
try {
  if (!(await measureTruth())) process.exitCode = 1;
} finally {
  endReading();
}
if (values.dir !== undefined) {
  print('');
  await readFolder(values.dir);
}
