import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';

const book = new URL('../../libs/demo/textbook/water-weather-and-climate.pdf', import.meta.url);

/**
 * A teacher uploads the demo's textbook and waits for its indexing. The bytes differ for each upload, because
 * the same content of the same owner is the same document and would not be ingested again.
 *
 * @returns the document, and the request of its upload.
 */
export const readTheBook = async (
  teacher: EdgeClient,
  title: string,
): Promise<{ documentId: string; requestId: string }> => {
  const bytes = Buffer.concat([readFileSync(book), Buffer.from(`\n% ${randomUUID()}\n`)]);
  const file = { name: 'water.pdf', bytes };
  const { answer, requestId } = await teacher.upload(ingest, { body: { title } }, file);
  const { documentId } = answer;
  const progress = await teacher.stream(followDocument, { params: { id: documentId } });
  for await (const _event of progress.answer);
  return { documentId, requestId };
};
