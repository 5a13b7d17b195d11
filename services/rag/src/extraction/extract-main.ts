/**
 * The program that reads one PDF from standard input, in a process of its own that may be killed at any
 * moment. Its only argument is the limits. It has no environment, and may not write files or start programs.
 */
import { buffer } from 'node:stream/consumers';
import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { type ChildMessage, extractionLimits, maxTitleCharacters } from './model/protocol.ts';
import { Refusal } from './model/refusal.ts';

/**
 * pdf.js needs these classes while loading. Only drawing uses them, so the native canvas is not installed.
 */
class UnusedMatrix {}
Object.assign(globalThis, {
  DOMMatrix: UnusedMatrix,
  ImageData: UnusedMatrix,
  Path2D: UnusedMatrix,
});

/** The parent already has the text when this check runs, so a slow check must not fail a good book. */
const maxVisibilityMilliseconds = 10_000;

const send = (message: ChildMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });

const extract = async (): Promise<void> => {
  const limits = extractionLimits.parse(JSON.parse(process.argv[2] ?? '{}'));
  const { openPdf } = await import('./pdf/pdf-document.ts');
  const { extractPages } = await import('./extract-pages.ts');
  const { findInvisibleText } = await import('./visibility/find-invisible-text.ts');
  const document = await openPdf(new Uint8Array(await buffer(process.stdin)));
  const total = document.pageCount;
  await send({ kind: 'step', done: 0, total });
  const read = await extractPages(document, limits, (done) => void send({ kind: 'step', done, total }));
  for (const page of read.pages) await send({ kind: 'page', page });
  const title = read.title === undefined ? undefined : beginningOf(read.title, maxTitleCharacters);
  await send({ kind: 'finished', warnings: [...read.warnings], ...(title === undefined ? {} : { title }) });
  const until = performance.now() + maxVisibilityMilliseconds;
  const warnings = await findInvisibleText(document, {
    inTime: () => performance.now() < until,
    onPage: () => void send({ kind: 'step', done: total, total }),
  });
  await send({ kind: 'checked', warnings });
};

try {
  await extract();
} catch (error) {
  const refusal = error instanceof Refusal ? error : undefined;
  await send({
    kind: 'refused',
    state: refusal?.state ?? 'damaged',
    reason: beginningOf(refusal?.message ?? String(error), 500),
  });
}
process.exit();
