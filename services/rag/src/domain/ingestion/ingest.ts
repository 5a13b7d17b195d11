import { type ingest as contract, maxDocumentBytes } from '@ai-teacher/contracts/rag/ingestion.ts';
import { isSeen } from '@ai-teacher/contracts/text.ts';
import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { withoutInvisible } from '@ai-teacher/language/invisible-characters.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BookDocument, DocumentStatus, Visibility } from '../document.ts';
import { checkPdf } from './check-pdf.ts';
import type { BlobStore, Repositories, Storage } from './ports.ts';
import { type Quotas, requireQuota } from './quota.ts';

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
  readonly storage: Storage;
  readonly quotas: Quotas;
};

/**
 * Accepts a PDF: stores its bytes while they arrive, then creates the document and its extraction job in one
 * transaction. The same content by the same owner is the same document, even for concurrent uploads. A
 * document that failed on our side is extracted again. After any error, nothing of the upload stays.
 *
 * @throws Problem `storage-full`, or the problem of a quota that the file exceeds.
 */
export const ingest =
  ({ unitOfWork, blobs, clock, identifiers, storage, quotas }: IngestDeps) =>
  async ({
    principal,
    upload,
  }: Pick<Input<typeof contract>, 'principal'> & { readonly upload: Upload }): Promise<Ingested> => {
    if (!(await storage.hasRoom()))
      throw new Problem('storage-full', {
        detail: 'No more files can be stored. Inform your administrator.',
      });
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
        unreadPages: [],
        contentHash: pdf.contentHash(),
        blobId,
        bytes: pdf.size(),
        createdAt: now,
        updatedAt: now,
      };
      const result = await unitOfWork.run((repositories) => insertOrRetry(repositories, document, quotas));
      owned = result.owned;
      return { documentId: result.document.id, status: result.document.status };
    } finally {
      if (!owned) await unitOfWork.run((repositories) => repositories.blobs.remove(blobId));
    }
  };

/**
 * Runs alone for its institution, so the quotas are exact for concurrent uploads. `owned` is true when
 * the returned document owns the uploaded file.
 */
const insertOrRetry = async (
  { documents, jobs }: Pick<Repositories, 'documents' | 'jobs'>,
  document: BookDocument,
  quotas: Quotas,
): Promise<{ document: BookDocument; owned: boolean }> => {
  await documents.lockInstitution(document.institutionId);
  const known = await documents.lockByContent(document.ownerId, document.contentHash);
  if (known !== undefined && known.status !== 'failed') return { document: known, owned: false };
  const { bytes } = document;
  const added = known === undefined ? 1 : 0;
  requireQuota(
    await documents.usageOf(document),
    {
      ownerDocuments: added,
      ownerBytes: bytes,
      ownerWaiting: 1,
      institutionDocuments: added,
      institutionBytes: bytes,
    },
    quotas,
  );
  if (known === undefined) {
    if (!(await documents.insertUnlessKnown(document)))
      throw new Error('another institution received the same file of the same owner concurrently');
    await jobs.extract(document);
    return { document, owned: true };
  }
  const { status, progress, problem, blobId, updatedAt } = document;
  await documents.change(known.id, { status, progress, problem, blobId, bytes, updatedAt });
  await jobs.extract(known);
  return { document: { ...known, status }, owned: true };
};

const maxTitleCharacters = 300;

const titleOfFile = (fileName: string): string => {
  const bare = fileName.replace(/^.*[\\/]/, '').replace(/\.pdf$/i, '');
  const name = withoutInvisible(bare, 'title').replaceAll('_', ' ').trim();
  return isSeen(name) ? beginningOf(name, maxTitleCharacters) : 'Untitled';
};
