import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import type { DocumentWarning, WarningCode } from '@ai-teacher/contracts/rag/warnings.ts';

export type Visibility = 'institution' | 'private';
export type RefusedStatus = 'no_text' | 'encrypted' | 'damaged' | 'rejected_resource';
export type DocumentStatus = 'queued' | 'extracting' | 'indexing' | 'ready' | RefusedStatus | 'failed';

export type BookDocument = {
  readonly id: string;
  readonly institutionId: string;
  readonly ownerId: string;
  /** Whether the account of the owner was deleted. The document is shared then. */
  readonly ownerErased: boolean;
  readonly title: string;
  /** Whether a person chose the title. Otherwise the title inside the file may replace the file's name. */
  readonly titleGiven: boolean;
  readonly visibility: Visibility;
  /** The audience of the document. Without an entry the document is private. */
  readonly audience: readonly AudienceKey[];
  /** The people of the audience from whom the document is withheld. */
  readonly excluded: readonly AudienceKey[];
  /** When each key of both lists was added, as instants of ISO 8601. */
  readonly sharedSince: Readonly<Record<string, string>>;
  readonly status: DocumentStatus;
  readonly pages: number | null;
  readonly progress: { readonly done: number; readonly total: number };
  readonly problem: string | null;
  /** The parts that were not read, or not read exactly. */
  readonly warnings: readonly DocumentWarning[];
  /** Pages with text that could not be read, as positions in the file. */
  readonly unreadPages: readonly number[];
  readonly contentHash: string;
  /** The original file; null after a file that cannot be read has been removed. */
  readonly blobId: string | null;
  /** Size of the stored file; 0 after the file has been removed. */
  readonly bytes: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type DocumentChanges = Partial<
  Omit<BookDocument, 'id' | 'institutionId' | 'ownerId' | 'createdAt'>
> & {
  /** The fingerprint of the space in which all passages have vectors. */
  readonly vectorSpace?: string | null;
  /** Passages of the document that have no vectors because the model refuses their text. */
  readonly refusedPassages?: number;
};

/** Statuses of a document that a job is still processing. */
export const unfinishedStatuses = ['queued', 'extracting', 'indexing'] as const satisfies DocumentStatus[];

export const isFinal = ({ status }: Pick<BookDocument, 'status'>): boolean =>
  !unfinishedStatuses.some((unfinished) => unfinished === status);

/** The warnings about pages whose text searches cannot find. */
const unreadCodes: ReadonlySet<WarningCode> = new Set(['picture-pages', 'unchecked-pages', 'garbled-text']);

/** The pages with text that could not be read, in order. */
export const unreadPagesOf = (warnings: readonly DocumentWarning[]): number[] =>
  [...new Set(warnings.flatMap(({ code, pages }) => (unreadCodes.has(code) ? pages : [])))].toSorted(
    (a, b) => a - b,
  );
