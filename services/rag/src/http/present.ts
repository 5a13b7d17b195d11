import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { document, listDocuments, readPages } from '@ai-teacher/contracts/rag/library.ts';
import type { search } from '@ai-teacher/contracts/rag/search.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { z } from 'zod';
import type { PageRange } from '../domain/library/read-pages.ts';
import type { BookDocument, ReadableChunk } from '../domain/ports.ts';

type Shown = z.input<typeof document>;

export const presentProgress = ({ status, progress }: BookDocument): Shown['progress'] => ({
  stage: status === 'queued' || status === 'extracting' || status === 'indexing' ? status : 'finished',
  ...progress,
});

export const presentDocument = (shown: BookDocument): Shown => ({
  id: shown.id,
  title: shown.title,
  visibility: shown.visibility,
  status: shown.status,
  pages: shown.pages,
  progress: presentProgress(shown),
  ...(shown.problem === null ? {} : { problem: shown.problem }),
  ...(shown.warnings.length === 0 ? {} : { warnings: [...shown.warnings] }),
  createdAt: shown.createdAt.toISOString(),
});

export const presentList = ({ items, nextCursor }: Listed<BookDocument>): AnswerOf<typeof listDocuments> => ({
  items: items.map(presentDocument),
  nextCursor,
});

export const presentResults = (chunks: readonly ReadableChunk[]): AnswerOf<typeof search> => ({
  results: chunks.map((chunk) => ({
    documentId: chunk.documentId,
    chunkId: chunk.id,
    title: chunk.title,
    text: chunk.text,
    pageLabel: chunk.pageLabel,
    pageNumber: chunk.pageNumber,
    span: { start: chunk.span.start, end: chunk.span.end },
    headingPath: [...chunk.headingPath],
  })),
});

export const presentPages = ({
  documentId,
  title,
  pages,
  nextFrom,
}: PageRange): AnswerOf<typeof readPages> => ({
  documentId,
  title,
  items: pages.map(({ number, label, text, headings }) => ({
    pageNumber: number,
    pageLabel: label,
    text,
    headings: headings.map(({ offset, path }) => ({ offset, path: [...path] })),
  })),
  nextFrom,
});
