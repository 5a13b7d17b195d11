import { readFileSync } from 'node:fs';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { expectThat } from './expectation.ts';
import type { Demo, User } from './users.ts';

const file = 'water-weather-and-climate.pdf';
export const title = 'Water, Weather and Climate';
/** Pages i to iv precede page 1. */
export const frontMatterPages = 4;

/** The textbook that ships with the project. */
export const readTextbook = (): Uint8Array => readFileSync(new URL(`../textbook/${file}`, import.meta.url));

/** Whether a printed page label matches the position of the page in the file. */
export const isTextbookPage = (page: { pageLabel: string; pageNumber: number }): boolean =>
  page.pageLabel === String(page.pageNumber - frontMatterPages) ||
  ['i', 'ii', 'iii', 'iv'][page.pageNumber - 1] === page.pageLabel;

/** Uploads the textbook as the teacher and follows its processing. */
export const uploadTextbook = async ({ transcript }: Demo, teacher: User): Promise<string> => {
  const upload = { body: { title } };
  const { answer } = await teacher.client.upload(ingest, upload, { name: file, bytes: readTextbook() });
  const { documentId } = answer;
  const { answer: events } = await teacher.client.stream(followDocument, { params: { id: documentId } });
  let reportedStage = '';
  for await (const event of events) {
    if (event.event === 'progress') {
      const { stage, done, total } = event.data.progress;
      if (stage !== reportedStage)
        transcript.line(`${stage} ${total > 0 ? `${done}/${total}` : ''}`.trimEnd());
      reportedStage = stage;
    } else if (event.event === 'error') {
      expectThat('the progress stream reports no error', false, event.data.problem);
    } else {
      const { status, pages, problem } = event.data;
      expectThat('the textbook becomes ready', status === 'ready', problem ?? status);
      transcript.line(`ready, ${pages} pages`);
      return documentId;
    }
  }
  expectThat('the progress stream ends with the document', false, 'the end of the stream');
  return documentId;
};

/** Searches the textbook and checks that each result names its printed page. */
export const searchTextbook = async (
  { transcript }: Demo,
  reader: User,
  documentId: string,
  query: string,
): Promise<void> => {
  const body = { query, limit: 3, documentIds: [documentId] };
  const { results } = (await reader.client.call(search, { body })).answer;
  expectThat('the search returns results', results.length > 0, results);
  expectThat('each result names its printed page', results.every(isTextbookPage), results);
  for (const { pageLabel, headingPath, text } of results)
    transcript.line(
      `page ${pageLabel}, ${headingPath.join(' › ')}: “${text.replaceAll(/\s+/g, ' ').slice(0, 100)}…”`,
    );
};
