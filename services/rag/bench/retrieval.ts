/**
 * Measures the search with the product's weights and Qdrant on a question set in the format of SQuAD. Each
 * paragraph is one passage. Reports how often the answering paragraph is among the first 1, 5 and 20 results.
 *
 *   QDRANT_URL=http://127.0.0.1:6333 node services/rag/bench/retrieval.ts questions.json [distractors.json …]
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { QdrantClient } from '@qdrant/js-client-rest';
import { z } from 'zod';
import { embedPassage, embedQuery } from '../src/adapters/murmur-sparse-embedder.ts';
import { createQdrantPassageIndex } from '../src/adapters/qdrant-passage-index.ts';
import type { Searcher } from '../src/domain/indexing/ports.ts';

/** The default of MAX_CHUNK_TERMS. */
const maxTerms = 2_000;

const questionSet = z.object({
  data: z.array(
    z.object({
      title: z.string().optional(),
      paragraphs: z.array(
        z.object({
          context: z.string(),
          qas: z.array(
            z.object({
              question: z.string(),
              is_impossible: z.boolean().optional(),
              answers: z.array(z.unknown()).default([]),
            }),
          ),
        }),
      ),
    }),
  ),
});

type Paragraph = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly questions: string[];
};

const depths = [1, 5, 20] as const;
const batchSize = 100;

const environment = z
  .object({ QDRANT_URL: z.url(), QDRANT_API_KEY: z.string().optional() })
  .parse(process.env);
const [questionsFile, ...distractorFiles] = process.argv.slice(2);
if (questionsFile === undefined) throw new Error('missing argument: a question set in the format of SQuAD');

const institutionId = randomUUID();
const reader: Searcher = {
  ...{ userId: randomUUID(), institutionId, accountRole: 'student', administers: [] },
  memberOf: [`institution:${institutionId}`],
};
const collection = `bench_${randomUUID()}`;
const index = createQdrantPassageIndex({
  url: environment.QDRANT_URL,
  apiKey: environment.QDRANT_API_KEY,
  collection,
});

const readParagraphs = async (file: string): Promise<Paragraph[]> => {
  const { data } = questionSet.parse(JSON.parse(await readFile(file, 'utf8')));
  return data.flatMap(({ title = '', paragraphs }) =>
    paragraphs.map(({ context, qas }) => ({
      id: randomUUID(),
      title: title.replaceAll('_', ' '),
      text: context,
      questions: qas
        .filter((qa) => qa.is_impossible !== true && qa.answers.length > 0)
        .map(({ question }) => question),
    })),
  );
};

const fill = async (paragraphs: readonly Paragraph[]): Promise<void> => {
  await index.prepare();
  for (let from = 0; from < paragraphs.length; from += batchSize) {
    const batch = paragraphs.slice(from, from + batchSize);
    const embeddings = batch.map(({ title, text }) => embedPassage(`${title}\n${text}`, maxTerms));
    await index.upsert(
      batch.flatMap(({ id }, at) => {
        const embedding = embeddings[at];
        const { userId: ownerId } = reader;
        return embedding
          ? [
              {
                chunkId: id,
                documentId: id,
                institutionId,
                ownerId,
                textHash: id,
                visibility: 'institution' as const,
                audience: [],
                excluded: [],
                embedding,
              },
            ]
          : [];
      }),
    );
  }
};

const measure = async (paragraphs: readonly Paragraph[]): Promise<number[]> => {
  const ranks: number[] = [];
  for (const { id, questions } of paragraphs)
    for (const question of questions) {
      const embedding = embedQuery(question);
      const found = await index.search({
        reader,
        embedding,
        documentIds: undefined,
        limit: Math.max(...depths),
      });
      ranks.push(found.indexOf(id) + 1 || Number.POSITIVE_INFINITY);
    }
  return ranks;
};

const report = (ranks: readonly number[], paragraphs: number): void => {
  const shares = depths.map((depth) => {
    const share = ranks.filter((rank) => rank <= depth).length / ranks.length;
    return `top-${depth} ${(100 * share).toFixed(1)}`;
  });
  process.stdout.write(`${paragraphs} paragraphs, ${ranks.length} questions: ${shares.join(', ')}\n`);
};

const asked = await readParagraphs(questionsFile);
const others = (await Promise.all(distractorFiles.map(readParagraphs))).flat();
try {
  await fill([...asked, ...others]);
  report(await measure(asked), asked.length + others.length);
} finally {
  await new QdrantClient({
    url: environment.QDRANT_URL,
    ...(environment.QDRANT_API_KEY === undefined ? {} : { apiKey: environment.QDRANT_API_KEY }),
    checkCompatibility: false,
  }).deleteCollection(collection);
}
