import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { document, listDocuments, readPages } from '@ai-teacher/contracts/rag/library.ts';
import type { search } from '@ai-teacher/contracts/rag/search.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { z } from 'zod';
import type { BookDocument } from '../domain/document.ts';
import type { PageRange } from '../domain/library/read-pages.ts';
import type { ReadableChunk } from '../domain/search/ports.ts';

type PresentedDocument = z.input<typeof document>;

export const presentProgress = ({ status, progress }: BookDocument): PresentedDocument['progress'] => ({
  stage: status === 'queued' || status === 'extracting' || status === 'indexing' ? status : 'finished',
  ...progress,
});

export const presentDocument = (stored: BookDocument): PresentedDocument => ({
  id: stored.id,
  title: stored.title,
  visibility: stored.visibility,
  status: stored.status,
  pages: stored.pages,
  progress: presentProgress(stored),
  ...(stored.problem === null ? {} : { problem: stored.problem }),
  ...(stored.warnings.length === 0 ? {} : { warnings: [...stored.warnings] }),
  createdAt: stored.createdAt.toISOString(),
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
