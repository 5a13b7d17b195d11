/**
 * Writes a question set in the format of SQuAD from a PDF: for each glossary entry ("term: meaning") four
 * questions about the term, and its passage as the answering paragraph. All other passages of the book are
 * paragraphs without questions. `retrieval.ts` reads the set.
 *
 *   node services/rag/bench/glossary-questions.ts book.pdf > questions.json
 */

import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { endWithUsage } from '@ai-teacher/bench/program-options.ts';
import { createChildExtractor } from '../src/adapters/child-extractor.ts';
import { chunkDocument } from '../src/domain/ingestion/chunk-document.ts';

const entryPattern = /^(?<term>\p{Ll}[^.!?:;()\n]{1,40})(?: \([^)]*\))?: \p{L}/u;

const file = process.argv[2] ?? endWithUsage('node services/rag/bench/glossary-questions.ts FILE');

const extraction = await createChildExtractor().extract(createReadStream(file), {
  onProgress: () => undefined,
  signal: new AbortController().signal,
});
if (extraction.state !== 'ready') throw new Error(`${file}: ${extraction.reason}`);
const limits = { maxChunks: 100_000, maxCharacters: 2_000 };
const chunks = chunkDocument('00000000-0000-4000-8000-000000000000', extraction.pages, limits) ?? [];

const questionsAbout = (term: string): string[] => [
  `What is ${/^[aeiou]/u.test(term) ? 'an' : 'a'} ${term}?`,
  `What does ${term} mean?`,
  `Define ${term}`,
  term,
];

const title = basename(file, '.pdf');
const data = chunks.map(({ text, headingPath }) => {
  const term = entryPattern.exec(text)?.groups?.term;
  const qas =
    term === undefined ? [] : questionsAbout(term).map((question) => ({ question, answers: [term] }));
  return { title: [title, ...headingPath].join(' › '), paragraphs: [{ context: text, qas }] };
});
process.stdout.write(JSON.stringify({ data }));
