/**
 * Reads one PDF after the other in one process. The start of a process takes most of the time of a small
 * file. What contains the real child is tested in contained.test.ts.
 */
import { defaultContainment } from '../../src/adapters/child-extractor.ts';
import { Refusal } from '../../src/extraction/model/refusal.ts';

class UnusedMatrix {}
Object.assign(globalThis, { DOMMatrix: UnusedMatrix, ImageData: UnusedMatrix, Path2D: UnusedMatrix });

const { openPdf } = await import('../../src/extraction/pdf/pdf-document.ts');
const { extractPages } = await import('../../src/extraction/extract-pages.ts');

const read = async (bytes: Buffer) => {
  try {
    const document = await openPdf(new Uint8Array(bytes));
    const extracted = await extractPages(document, defaultContainment, () => undefined);
    const pages = [...extracted.pages];
    return { state: 'ready', pages, title: extracted.title, warnings: extracted.warnings() };
  } catch (fault) {
    return { state: fault instanceof Refusal ? fault.state : 'damaged', reason: String(fault) };
  }
};

// One file at a time: pdf.js reports left-out images to the whole process.
let last: Promise<unknown> = Promise.resolve();
process.on('message', ({ id, file }: { id: number; file: string }) => {
  last = last.then(async () => process.send?.({ id, result: await read(Buffer.from(file, 'base64')) }));
});
process.on('disconnect', () => process.exit());
