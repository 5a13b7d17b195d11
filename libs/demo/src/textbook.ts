import { readFileSync } from 'node:fs';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { promised } from './expectation.ts';
import type { Person, Stage } from './users.ts';

const file = 'water-weather-and-climate.pdf';
export const title = 'Water, Weather and Climate';
/** Pages i to iv stand before page 1. */
export const frontPages = 4;

/** The textbook that ships with the project. */
export const readBook = (): Uint8Array => readFileSync(new URL(`../textbook/${file}`, import.meta.url));

/** Whether a printed label and a position in the file belong together in this book. */
export const isPageOfTheBook = (page: { pageLabel: string; pageNumber: number }): boolean =>
  page.pageLabel === String(page.pageNumber - frontPages) ||
  ['i', 'ii', 'iii', 'iv'][page.pageNumber - 1] === page.pageLabel;

/** The teacher uploads the book and watches it being read. */
export const uploadBook = async ({ narrator }: Stage, teacher: Person): Promise<string> => {
  const upload = { body: { title: title } };
  const { answer } = await teacher.client.upload(ingest, upload, { name: file, bytes: readBook() });
  const { documentId } = answer;
  const { answer: events } = await teacher.client.stream(followDocument, { params: { id: documentId } });
  let shown = '';
  for await (const event of events) {
    if (event.event === 'progress') {
      const { stage, done, total } = event.data.progress;
      if (stage !== shown) narrator.tell(`${stage} ${total > 0 ? `${done}/${total}` : ''}`.trimEnd());
      shown = stage;
    } else if (event.event === 'error') {
      promised('the stream ends well', false, event.data.problem);
    } else {
      const { status, pages, problem } = event.data;
      promised('the book becomes ready', status === 'ready', problem ?? status);
      narrator.tell(`ready, ${pages} pages`);
      return documentId;
    }
  }
  promised('the progress ends with the document', false, 'the stream ended before');
  return documentId;
};

/** Searching finds the passage and the page on which it is printed. */
export const searchBook = async (
  { narrator }: Stage,
  reader: Person,
  documentId: string,
  query: string,
): Promise<void> => {
  const body = { query, limit: 3, documentIds: [documentId] };
  const { results } = (await reader.client.call(search, { body })).answer;
  promised('the search finds something', results.length > 0, results);
  promised('each result names its page', results.every(isPageOfTheBook), results);
  for (const { pageLabel, headingPath, text } of results)
    narrator.tell(
      `page ${pageLabel}, ${headingPath.join(' › ')}: “${text.replaceAll(/\s+/g, ' ').slice(0, 100)}…”`,
    );
};
