/**
 * The program that reads one PDF from standard input, in a process of its own that may be killed at any moment.
 * It gets caps as its one argument, no environment, and may neither write files nor start anything.
 */
import { buffer } from 'node:stream/consumers';
import { type ChildMessage, extractionLimits } from './model/protocol.ts';
import { Refusal } from './model/refusal.ts';

/** pdf.js asks for this class while loading, for drawing, which nothing here does; the native canvas stays out. */
class UnusedMatrix {}
Object.assign(globalThis, {
  DOMMatrix: UnusedMatrix,
  ImageData: UnusedMatrix,
  Path2D: UnusedMatrix,
});

/** The text is safe by then; what a look at the drawing costs must not cost a good book. */
const visibilityMilliseconds = 10_000;

const say = (message: ChildMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });

const extract = async (): Promise<void> => {
  const limits = extractionLimits.parse(JSON.parse(process.argv[2] ?? '{}'));
  const { openPdf } = await import('./pdf/pdf-document.ts');
  const { readDocument } = await import('./extract-pages.ts');
  const { findInvisibleText } = await import('./visibility/unreadable-text.ts');
  const document = await openPdf(new Uint8Array(await buffer(process.stdin)));
  const total = document.pageCount;
  await say({ kind: 'step', done: 0, total });
  const read = await readDocument(document, limits, (done) => void say({ kind: 'step', done, total }));
  for (const page of read.pages) await say({ kind: 'page', page });
  const title = read.title?.slice(0, 300);
  await say({ kind: 'finished', warnings: [...read.warnings], ...(title === undefined ? {} : { title }) });
  const until = performance.now() + visibilityMilliseconds;
  const warnings = await findInvisibleText(document, {
    inTime: () => performance.now() < until,
    onPage: () => void say({ kind: 'step', done: total, total }),
  });
  await say({ kind: 'checked', warnings });
};

try {
  await extract();
} catch (error) {
  const refusal = error instanceof Refusal ? error : undefined;
  await say({
    kind: 'refused',
    state: refusal?.state ?? 'damaged',
    reason: (refusal?.message ?? String(error)).slice(0, 500),
  });
}
process.exit();
