import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deleteDocument } from '@ai-teacher/contracts/rag/library.ts';
import { z } from 'zod';
import { makeBook } from '../books/make-book.ts';
import { runProgram } from '../machine/run-program.ts';
import { allAnswered, answeredRows, atLeast, atMost } from '../report/aims.ts';
import type { Measured, Point } from '../report/rounds.ts';
import { type Row, rowAt } from '../report/summary.ts';
import { teacherOf, uploadBook } from '../session/library.ts';
import { withProcessorTime } from '../session/processor.ts';
import type { Session } from '../session/session.ts';
import type { MakeBench } from './bench-plan.ts';

/** Reads a PDF as rag does, without the rest of rag. */
const program = 'services/rag/bench/extraction.ts';
/** As many as the book of the target has. */
const madePages = 244;
const pace = 'pages per second and core';

const oneBook: Point = { title: 'one book', clients: 1 };

const bytesOf = ({ options }: Session): Promise<Buffer> =>
  options.file === undefined ? makeBook(madePages) : readFile(options.file);

/** One measurement that lasted so long. */
const once = (milliseconds: number): Measured['outcome'] => ({
  sent: 1,
  perSecond: 1_000 / milliseconds,
  statuses: { 200: 1 },
  p50: milliseconds,
  p99: milliseconds,
  p999: milliseconds,
});

const measureUpload = async (session: Session): Promise<Measured> => {
  const teacher = await teacherOf(session);
  // Another end for each upload, because a file of the same owner is read only once.
  const bytes = Buffer.concat([await bytesOf(session), Buffer.from(`%${randomUUID()}\n`)]);
  const { result, processorOf } = await withProcessorTime(session.processIds(), async () => {
    const start = performance.now();
    const book = await uploadBook(teacher, { title: 'A book of the bench', bytes });
    return { ...book, milliseconds: performance.now() - start };
  });
  const { documentId, pages, milliseconds } = result;
  await teacher.call(deleteDocument, { params: { id: documentId } });
  return { outcome: once(milliseconds), processor: processorOf(pages), counts: { pages } };
};

const measureExtraction = async (session: Session): Promise<Measured> => {
  const file = path.join(session.tool.folder, 'book.pdf');
  await writeFile(file, await bytesOf(session));
  try {
    const { pages, milliseconds, processorMilliseconds } = z
      .object({ pages: z.number(), milliseconds: z.number(), processorMilliseconds: z.number() })
      .parse(await runProgram(program, { file }));
    const perCore = (pages * 1_000) / Math.max(processorMilliseconds, 1);
    return { outcome: once(milliseconds), processor: {}, counts: { pages, [pace]: perCore } };
  } finally {
    await rm(file, { force: true });
  }
};

const aims = (all: readonly Row[]) => {
  const rows = answeredRows(all);
  const extraction = rowAt(rows, oneBook.title, 'extraction');
  return [
    atMost(3, ((row) => row && row.p50 / 1_000)(rowAt(rows, oneBook.title, 'upload')), {
      figure: 'a book of 244 pages, upload to ready',
      unit: 's',
    }),
    atLeast(100, extraction?.counts[pace], { figure: `extraction alone: ${pace}`, unit: '' }),
    allAnswered(all),
  ];
};

/** From an upload to a searchable book, and the reading of its pages alone. */
export const ingestBench: MakeBench = () => ({
  name: 'ingest',
  title: 'Ingest benchmark',
  points: [oneBook],
  ways: [
    { name: 'upload', title: 'upload to ready', warmsUp: true, measure: measureUpload },
    { name: 'extraction', title: 'extraction alone', warmsUp: false, measure: measureExtraction },
  ],
  seconds: [],
  aims,
  method: [
    `**upload to ready**: a teacher uploads a book through the gateway and follows its progress. The book has ${madePages} pages of the project’s documentation, or is the PDF of \`--file\`. Processor time counts for a page.`,
    '**extraction alone**: the child process that reads an upload, with its start. Pages per second and core are pages divided by the processor time of the child.',
  ],
});
