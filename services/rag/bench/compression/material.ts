import { randomUUID } from 'node:crypto';
import type { createDenseEmbedder } from '../../src/adapters/embedding/openai-dense-embedder.ts';
import { embedPassage, embedQuery } from '../../src/adapters/murmur-sparse-embedder.ts';
import { indexedText, textHashOf } from '../../src/domain/indexing/indexed-passages.ts';
import type { IndexedPassage, Searcher } from '../../src/domain/indexing/ports.ts';
import { passageParts } from '../../src/domain/vectors/passage-parts.ts';
import type { Article, QuestionSet } from '../question-sets.ts';

type Dense = ReturnType<typeof createDenseEmbedder>;
type Vector = readonly number[];

/** A question with its vectors and the passage that answers it. */
export type EmbeddedQuestion = {
  readonly embedding: ReturnType<typeof embedQuery>;
  readonly dense: Vector;
  readonly chunkId: string;
};

/** A question set as the library of one school. */
export type School = {
  readonly name: string;
  readonly reader: Searcher;
  readonly passages: readonly IndexedPassage[];
  readonly questions: readonly EmbeddedQuestion[];
};

/** The default of MAX_CHUNK_TERMS. */
const maxChunkTerms = 2_000;
const passagesPerBatch = 32;

const readerOf = (institutionId: string): Searcher => ({
  ...{ userId: randomUUID(), institutionId, accountRole: 'student', administers: [] },
  memberOf: [`institution:${institutionId}`],
});

/** Embeds passages and questions as the job of a document and a search do. */
export const makeSchool = async (dense: Dense, { name, articles }: QuestionSet): Promise<School> => {
  const institutionId = randomUUID();
  const passages: IndexedPassage[] = [];
  const questions: EmbeddedQuestion[] = [];
  for (const article of articles) {
    const ofArticle = await passagesOf(dense, institutionId, article);
    passages.push(...ofArticle);
    for (const [at, paragraph] of article.paragraphs.entries())
      for (const { text } of paragraph.questions) {
        const query = text.slice(0, 1_000);
        const vector = await dense.embedQuery(query);
        if (vector === undefined) throw new Error(`the embedding server left out: ${query}`);
        questions.push({
          ...{ embedding: embedQuery(query), dense: vector },
          chunkId: ofArticle[at]?.chunkId ?? '',
        });
      }
  }
  return { name, reader: readerOf(institutionId), passages, questions };
};

const passagesOf = async (
  dense: Dense,
  institutionId: string,
  { title, paragraphs }: Article,
): Promise<IndexedPassage[]> => {
  const owner = { documentId: randomUUID(), institutionId, ownerId: randomUUID() };
  const rights = {
    visibility: 'institution',
    audience: [`institution:${institutionId}`],
    excluded: [],
  } as const;
  const passages: IndexedPassage[] = [];
  for (let from = 0; from < paragraphs.length; from += passagesPerBatch) {
    const chunks = paragraphs
      .slice(from, from + passagesPerBatch)
      .map(({ text }, at) => chunkOf(text, from + at));
    const parts = chunks.map((chunk) => passageParts(title, chunk));
    const vectors = await dense.embedPassages(parts.flat(), new AbortController().signal);
    let used = 0;
    for (const [at, chunk] of chunks.entries()) {
      const text = indexedText(title, chunk);
      const count = parts[at]?.length ?? 0;
      const { sparse } = embedPassage(text, maxChunkTerms);
      const embedding = { sparse, dense: vectors.slice(used, used + count) };
      passages.push({ chunkId: chunk.id, textHash: textHashOf(text), ...owner, ...rights, embedding });
      used += count;
    }
  }
  return passages;
};

const chunkOf = (text: string, position: number) => ({
  ...{ id: randomUUID(), position, pageNumber: position + 1, pageLabel: `${position + 1}` },
  ...{ text, span: { start: 0, end: text.length }, headingPath: [], carriedOver: '' },
});

/** The greatest change of one number of a made vector: its cosine to the real one is about 0.93. */
const maxShift = 0.035;

/**
 * A school with many passages: each copy of a passage has its words and shifted vectors. Such vectors say
 * something about memory, disk and time, and nothing about recall.
 */
export const makeLargeSchool = (real: School, copies: number): School => {
  const institutionId = randomUUID();
  const passages = Array.from({ length: copies }, (_, copy) => {
    const next = numbersFrom(copy + 1);
    const documentId = randomUUID();
    return real.passages.map((passage): IndexedPassage => {
      const { sparse, dense = [] } = passage.embedding;
      const shifted = dense.map((vector) => vector.map((value) => rounded(value + maxShift * next())));
      return {
        ...{ ...passage, chunkId: randomUUID(), documentId, institutionId },
        embedding: { sparse, dense: shifted },
      };
    });
  }).flat();
  const { questions } = real;
  return { name: `${copies} × ${real.name}`, reader: readerOf(institutionId), passages, questions };
};

/** Short numbers make short requests. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** The same numbers between -1 and 1 in each run (a linear congruential generator). */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
};
