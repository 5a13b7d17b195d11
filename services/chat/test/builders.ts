import { randomUUID } from 'node:crypto';
import type { SearchResult } from '@ai-teacher/contracts/rag/search.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import type { Passage } from '../src/domain/evidence/passage.ts';

/** A passage of a small textbook about plants, written for these tests. */
export const aPassage = (given: Partial<Passage> = {}): Passage => {
  return {
    documentId: randomUUID(),
    chunkId: randomUUID(),
    title: 'How Plants Live',
    text: 'Chlorophyll is the green pigment that absorbs light. Photosynthesis turns carbon dioxide and water into sugar and oxygen. The reaction takes place in the chloroplasts of 3 kinds of cells.',
    pageLabel: '9',
    pageNumber: 31,
    headingPath: ['Leaves', 'Photosynthesis'],
    ...given,
  };
};

/** The same passage as a result of rag's search. */
export const aSearchResult = (given: Partial<SearchResult> = {}): SearchResult => {
  const { headingPath, ...passage } = aPassage();
  return {
    ...passage,
    headingPath: [...headingPath],
    span: { start: 0, end: passage.text.length },
    ...given,
  };
};

/** A document of rag that can be read. */
export const aDocument = ({ id, title }: { id: string; title: string }) => ({
  id,
  title,
  visibility: 'institution' as const,
  status: 'ready' as const,
  pages: 1,
  progress: { stage: 'finished' as const, done: 1, total: 1 },
  createdAt: '2026-03-02T09:00:00.000Z',
});

/** The event that rag publishes when a document is deleted, or hidden from all but its owner. */
export const documentLost = (
  type: 'document.deleted' | 'document.hidden',
  documentId: string,
  {
    ownerId = randomUUID(),
    occurredAt = new Date().toISOString(),
  }: { ownerId?: string; occurredAt?: string } = {},
) => ({
  id: randomUUID(),
  type,
  occurredAt,
  requestId: randomUUID(),
  traceparent: null,
  institutionId: defaultInstitutionId,
  subject: ownerId,
  data: { documentId },
});

/** The event that auth publishes when an account is deleted. */
export const userDeleted = (userId: string) => ({
  id: randomUUID(),
  type: 'user.deleted',
  occurredAt: '2026-03-02T09:00:00.000Z',
  requestId: randomUUID(),
  traceparent: null,
  institutionId: defaultInstitutionId,
  subject: userId,
  data: { userId },
});
