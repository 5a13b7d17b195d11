/**
 * Reads the pages of a PDF as an upload is read, for benchmarks of other services. Reads `{ file }` as JSON
 * from its input, and prints the pages as JSON.
 *
 *   echo '{"file":"book.pdf"}' | node services/rag/bench/pages.ts
 */
import { createReadStream } from 'node:fs';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { createChildExtractor } from '../src/adapters/child-extractor.ts';

const { file } = z.object({ file: z.string() }).parse(await json(process.stdin));
const extraction = await createChildExtractor().extract(createReadStream(file), {
  onProgress: () => undefined,
  signal: new AbortController().signal,
});
if (extraction.state !== 'ready') throw new Error(`${file}: ${extraction.reason}`);
process.stdout.write(JSON.stringify(extraction.pages));
