/**
 * The program that reads one PDF from standard input, in a process of its own that may be killed at any
 * moment. Its only argument is the limits. It has no environment, and may not write files or start programs.
 */
import { writeSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { type ExtractionOptions, maxTitleCharacters } from './model/limits.ts';
import type { ChildMessage } from './model/protocol.ts';
import { Refusal } from './model/refusal.ts';

/**
 * pdf.js needs these classes while loading. Only drawing uses them, so the native canvas is not installed.
 */
class UnusedClass {}
Object.assign(globalThis, {
  DOMMatrix: UnusedClass,
  ImageData: UnusedClass,
  Path2D: UnusedClass,
  FontFace: UnusedClass,
});

/** The pipe to the parent, beside the standard streams. */
const messagePipe = 3;

/** Waits until the parent has room for the message. */
const send = (message: ChildMessage): void => {
  let bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  while (bytes.byteLength > 0) bytes = bytes.subarray(writeSync(messagePipe, bytes));
};

const extract = async (): Promise<void> => {
  const options = JSON.parse(process.argv[2] ?? '{}') as ExtractionOptions;
  const { openPdf } = await import('./pdf/pdf-document.ts');
  const { extractPages } = await import('./extract-pages.ts');
  const document = await openPdf(new Uint8Array(await buffer(process.stdin)), {
    decodesPictures: options.recognition !== undefined,
  });
  const total = document.pageCount;
  send({ kind: 'step', done: 0, total });
  const read = await extractPages(document, options, (done) => send({ kind: 'step', done, total }));
  for (const page of read.pages) send({ kind: 'page', page });
  const title = read.title === undefined ? undefined : beginningOf(read.title, maxTitleCharacters);
  send({ kind: 'finished', warnings: read.warnings(), ...(title === undefined ? {} : { title }) });
};

try {
  await extract();
} catch (error) {
  const refusal = error instanceof Refusal ? error : undefined;
  send({
    kind: 'refused',
    state: refusal?.state ?? 'damaged',
    reason: beginningOf(refusal?.message ?? String(error), 500),
    ...(refusal?.limit === undefined ? {} : { limit: refusal.limit }),
  });
}
process.exit();
