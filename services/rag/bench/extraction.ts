/**
 * Reads a PDF as an upload is read, and nothing around it. Reads `{ file }` as JSON from its input, and
 * prints `{ pages, milliseconds, processorMilliseconds }`. Both times contain the start of the child process.
 *
 *   echo '{"file":"book.pdf"}' | node services/rag/bench/extraction.ts
 */
import { createReadStream, readFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { createChildExtractor } from '../src/adapters/child-extractor.ts';

/** The processor time of ended children in milliseconds; the kernel counts hundredths of a second. */
const childrenTime = (): number => {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
};

const { file } = z.object({ file: z.string() }).parse(await json(process.stdin));
const start = performance.now();
const extraction = await createChildExtractor().extract(createReadStream(file), {
  onProgress: () => undefined,
  signal: new AbortController().signal,
});
if (extraction.state !== 'ready') throw new Error(`${file}: ${extraction.reason}`);
const milliseconds = performance.now() - start;
const found = { pages: extraction.pages.length, milliseconds, processorMilliseconds: childrenTime() };
process.stdout.write(`${JSON.stringify(found)}\n`);
