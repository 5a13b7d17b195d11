/**
 * Uploads a book, asks questions about it, and counts for how many the first five passages contain one from a
 * page that answers. Prints the questions that miss. Exits with code 1 when one misses.
 *
 *   npm run bench right-pages -- --pdf FILE --questions services/rag/bench/think-python-questions.json
 *
 * The file of questions is a list of `{ question, pages }`, with the printed labels of the pages that answer.
 */
import { readFile } from 'node:fs/promises';
import { endWithUsage, readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { z } from 'zod';
import { type RagApp, startRagApp } from '../test/rag-app.ts';
import { runWithParts } from './with-parts.ts';

const usage = 'npm run bench right-pages -- --pdf FILE --questions FILE';
const values = readProgramOptions({ pdf: { type: 'string' }, questions: { type: 'string' } }, usage);
const pdf = values.pdf ?? endWithUsage(usage);
const questions = values.questions ?? endWithUsage(usage);

const depths = [1, 5] as const;
const asked = z
  .array(z.object({ question: z.string().min(1), pages: z.array(z.string()).min(1) }))
  .min(1)
  .parse(JSON.parse(await readFile(questions, 'utf8')));
type Asked = (typeof asked)[number];

/** The printed labels of the pages of the first passages, in the order of the passages. */
const foundPages = async (app: RagApp, as: TestUser, { question }: Asked): Promise<string[]> => {
  const { status, body } = await app.call(search, { as, body: { query: question, limit: depths[1] } });
  if (status !== 200) throw new Error(`search answered ${status}`);
  return body.results.map(({ pageLabel }: { pageLabel: string }) => pageLabel);
};

const run = async (): Promise<boolean> => {
  const app = await startRagApp();
  const teacher = aTeacher();
  const { status, pages } = await app.ingested(teacher, await readFile(pdf));
  if (status !== 'ready') throw new Error(`the document is ${status}`);
  const answered: { readonly asked: Asked; readonly pages: string[] }[] = [];
  for (const each of asked) answered.push({ asked: each, pages: await foundPages(app, teacher, each) });
  await app.close();
  const isRight = (depth: number) => (each: (typeof answered)[number]) =>
    each.pages.slice(0, depth).some((page) => each.asked.pages.includes(page));
  const counts = depths.map((depth) => `${answered.filter(isRight(depth)).length} in the first ${depth}`);
  process.stdout.write(`${pages} pages, ${asked.length} questions; right pages: ${counts.join(', ')}\n`);
  const missed = answered.filter((each) => !isRight(depths[1])(each));
  for (const each of missed)
    process.stdout.write(
      `MISSED: ${each.asked.question} pages ${each.pages.join(', ')} instead of ${each.asked.pages.join(', ')}\n`,
    );
  return missed.length === 0;
};

await runWithParts(run);
