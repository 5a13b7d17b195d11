import { audienceEntry } from '@ai-teacher/access/domain/audience.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type {
  document,
  listDocuments,
  listPageLabels,
  readPages,
} from '@ai-teacher/contracts/rag/library.ts';
import type { search } from '@ai-teacher/contracts/rag/search.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { z } from 'zod';
import type { BookDocument } from '../domain/document.ts';
import type { PageRange } from '../domain/library/read-pages.ts';
import type { ExtractedPage } from '../domain/page.ts';
import type { Found } from '../domain/search/ports.ts';

type PresentedDocument = z.input<typeof document>;

export const presentProgress = ({ status, progress }: BookDocument): PresentedDocument['progress'] => ({
  stage: status === 'queued' || status === 'extracting' || status === 'indexing' ? status : 'finished',
  ...progress,
});

export const presentDocument = (stored: ShownDocument): PresentedDocument => ({
  id: stored.id,
  title: stored.title,
  visibility: shownVisibility(stored),
  ...presentAudience(stored),
  status: stored.status,
  pages: stored.pages,
  progress: presentProgress(stored),
  ...(stored.problem === null ? {} : { problem: stored.problem }),
  ...presentWarnings(stored),
  createdAt: stored.createdAt.toISOString(),
});

/** Without `showsAudience` the answer does not contain the audience of the document. */
type ShownDocument = BookDocument & { readonly showsAudience?: boolean };

const shownVisibility = ({ visibility, audience }: BookDocument): PresentedDocument['visibility'] =>
  visibility === 'private' && audience.length > 0 ? 'shared' : visibility;

type Audiences = Pick<PresentedDocument, 'audience' | 'excluded'>;

const presentAudience = ({ showsAudience, audience, excluded }: ShownDocument): Audiences =>
  showsAudience
    ? {
        audience: audience.map(audienceEntry),
        excluded: excluded.map(audienceEntry) as Audiences['excluded'],
      }
    : {};

/** A document without warnings has neither field. */
const presentWarnings = ({
  warnings,
}: BookDocument): Pick<PresentedDocument, 'warnings' | 'warningDetails'> =>
  warnings.length === 0
    ? {}
    : {
        warnings: warnings.map(({ sentence }) => sentence),
        warningDetails: warnings.map((warning) => ({ ...warning, pages: [...warning.pages] })),
      };

export const presentList = ({
  items,
  nextCursor,
}: Listed<ShownDocument>): AnswerOf<typeof listDocuments> => ({
  items: items.map(presentDocument),
  nextCursor,
});

export const presentResults = ({ passages, unread }: Found): AnswerOf<typeof search> => ({
  results: passages.map(({ spanStart, spanEnd, recognised, headingPath, ...passage }) => ({
    ...passage,
    span: { start: spanStart, end: spanEnd },
    headingPath: [...headingPath],
    ...(recognised ? { recognised: true as const } : {}),
  })),
  ...(unread.length === 0
    ? {}
    : { unreadPages: unread.map((document) => ({ ...document, pages: [...document.pages] })) }),
});

const presentLabel = ({ number, label, reading }: ExtractedPage) => {
  const { declaredLabel, printedLabel, labelReason } = reading;
  return { pageNumber: number, pageLabel: label, declaredLabel, printedLabel, labelReason };
};

export const presentPageLabels = ({
  documentId,
  pages,
  nextFrom,
}: PageRange): AnswerOf<typeof listPageLabels> => ({
  documentId,
  items: pages.map(presentLabel),
  nextFrom,
});

export const presentPages = ({
  documentId,
  title,
  pages,
  nextFrom,
}: PageRange): AnswerOf<typeof readPages> => ({
  documentId,
  title,
  items: pages.map((page) => ({
    ...presentLabel(page),
    ...(page.reading.recognitionConfidence === undefined
      ? {}
      : { recognitionConfidence: page.reading.recognitionConfidence }),
    text: page.text,
    headings: page.headings.map(({ offset, path }) => ({ offset, path: [...path] })),
  })),
  nextFrom,
});
