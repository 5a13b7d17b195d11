import { type ingest as contract, maxDocumentBytes } from '@ai-teacher/contracts/rag/ingestion.ts';
import { isSeen } from '@ai-teacher/contracts/text.ts';
import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { withoutInvisible } from '@ai-teacher/language/invisible-characters.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BookDocument, DocumentStatus, Visibility } from '../document.ts';
import { checkPdf } from './check-pdf.ts';
import type { BlobStore, Repositories } from './ports.ts';

type UploadFields = { readonly title?: string | undefined; readonly visibility: Visibility };

export type Upload = {
  readonly file: AsyncIterable<Uint8Array>;
  readonly fileName: string;
  /**
   * Returns the fields beside the file. Call it after reading the file, because fields may follow the file.
   */
  readonly readFields: () => Promise<UploadFields>;
};

export type Ingested = { readonly documentId: string; readonly status: DocumentStatus };

export type IngestDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents' | 'jobs' | 'blobs'>>;
  readonly blobs: Pick<BlobStore, 'write'>;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

/**
 * Accepts a PDF: stores its bytes while they arrive, then creates the document and its extraction job in one
 * transaction. The same content by the same owner is the same document, even for concurrent uploads. A
 * document that failed on our side is extracted again. After any error, nothing of the upload stays.
 */
export const ingest =
  ({ unitOfWork, blobs, clock, identifiers }: IngestDeps) =>
  async ({
    principal,
    upload,
  }: Pick<Input<typeof contract>, 'principal'> & { readonly upload: Upload }): Promise<Ingested> => {
    const blobId = identifiers.uuid();
    const pdf = checkPdf(upload.file, maxDocumentBytes);
    let owned = false;
    try {
      await blobs.write(blobId, pdf.bytes);
      const { title, visibility } = await upload.readFields();
      const now = clock.now();
      const document: BookDocument = {
        id: identifiers.uuid(),
        institutionId: principal.institutionId,
        ownerId: principal.userId,
        title: title ?? titleOfFile(upload.fileName),
        titleGiven: title !== undefined,
        visibility,
        status: 'queued',
        pages: null,
        progress: { done: 0, total: 0 },
        problem: null,
        warnings: [],
        contentHash: pdf.contentHash(),
        blobId,
        createdAt: now,
        updatedAt: now,
      };
      const result = await unitOfWork.run((repositories) => insertOrRetry(repositories, document));
      owned = result.owned;
      return { documentId: result.document.id, status: result.document.status };
    } finally {
      if (!owned) await unitOfWork.run((repositories) => repositories.blobs.remove(blobId));
    }
  };

/** `owned` is true when the returned document owns the uploaded file. */
const insertOrRetry = async (
  { documents, jobs }: Pick<Repositories, 'documents' | 'jobs'>,
  document: BookDocument,
): Promise<{ document: BookDocument; owned: boolean }> => {
  if (await documents.insertUnlessKnown(document)) {
    await jobs.extract(document);
    return { document, owned: true };
  }
  const known = await documents.lockByContent(document.ownerId, document.contentHash);
  if (known === undefined) throw new Error('a concurrent request deleted the document with the same content');
  if (known.status !== 'failed') return { document: known, owned: false };
  const { status, progress, problem, blobId, updatedAt } = document;
  await documents.change(known.id, { status, progress, problem, blobId, updatedAt });
  await jobs.extract(known);
  return { document: { ...known, status }, owned: true };
};

const maxTitleCharacters = 300;

const titleOfFile = (fileName: string): string => {
  const bare = fileName.replace(/^.*[\\/]/, '').replace(/\.pdf$/i, '');
  const name = withoutInvisible(bare, 'title').replaceAll('_', ' ').trim();
  return isSeen(name) ? beginningOf(name, maxTitleCharacters) : 'Untitled';
};
