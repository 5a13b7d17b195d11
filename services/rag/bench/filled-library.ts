import { randomUUID } from 'node:crypto';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import type { RagApp } from '../test/rag-app.ts';
import { until } from '../test/until.ts';
import type { Article, Paragraph, QuestionSet } from './question-sets.ts';

/** A set whose paragraphs are chunks of the library of one institution. */
export type FilledSet = {
  readonly name: string;
  readonly reader: TestUser;
  readonly chunks: ReadonlyMap<Paragraph, string>;
};

export type Library = { readonly app: RagApp; readonly databaseUrl: string };

const insertDocument = `
  insert into document (id, institution_id, owner_id, title, title_given, visibility, audience, status,
    progress_done, progress_total, warnings, content_hash, created_at, updated_at)
  values ($1::uuid, $2::uuid, $3::uuid, $4, true, 'institution', array['institution:' || $2::uuid], 'ready', 1, 1, '[]', $5,
    now(), now())`;

const insertChunks = `
  insert into chunk (id, document_id, position, page_number, page_label, span_start, span_end, text,
    heading_path, carried_over)
  select id, $1, place - 1, place, place::text, 0, length(text), text, '[]', ''
  from unnest($2::uuid[], $3::text[]) with ordinality as given (id, text, place)`;

/** Each article is a ready document and each paragraph one chunk. The jobs of the service index them. */
export const fillLibrary = async (
  { app, databaseUrl }: Library,
  sets: readonly QuestionSet[],
): Promise<FilledSet[]> => {
  const filled: FilledSet[] = [];
  for (const { name, articles } of sets) {
    const reader = aTeacher({ institutionId: randomUUID() });
    const chunks = new Map<Paragraph, string>();
    for (const article of articles) await insertArticle({ app, databaseUrl }, { article, reader, chunks });
    filled.push({ name, reader, chunks });
  }
  await until(async () => {
    const [row] = await readRows(
      databaseUrl,
      `select count(*)::int as jobs from graphile_worker.jobs
       where task_identifier in ('index-document', 'embed-document', 'build-vectors')`,
    );
    return row?.jobs === 0;
  });
  return filled;
};

const insertArticle = async (
  { app, databaseUrl }: Library,
  {
    article: { title, paragraphs },
    reader,
    chunks,
  }: {
    readonly article: Article;
    readonly reader: TestUser;
    readonly chunks: Map<Paragraph, string>;
  },
): Promise<void> => {
  const documentId = randomUUID();
  const { institutionId, userId } = reader;
  await readRows(databaseUrl, insertDocument, [documentId, institutionId, userId, title, documentId]);
  const ids = paragraphs.map(() => randomUUID());
  for (const [at, paragraph] of paragraphs.entries()) chunks.set(paragraph, ids[at] ?? '');
  await readRows(databaseUrl, insertChunks, [documentId, ids, paragraphs.map(({ text }) => text)]);
  await app.deps.world.unitOfWork.run(({ jobs }) => jobs.indexAgain(documentId));
};
