import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import { type ingest as contract, maxDocumentBytes } from '@ai-teacher/contracts/rag/ingestion.ts';
import { isSeen } from '@ai-teacher/contracts/text.ts';
import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { withoutInvisible } from '@ai-teacher/language/invisible-characters.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BookDocument, DocumentStatus } from '../document.ts';
import {
  type GivenSharing,
  privateSharing,
  requireMayShare,
  type Sharing,
  sharingAfter,
} from '../sharing.ts';
import { checkPdf } from './check-pdf.ts';
import type { BlobStore, Repositories, Storage } from './ports.ts';
import { type Quotas, requireQuota } from './quota.ts';

type UploadFields = GivenSharing & { readonly title?: string | undefined };

export type Upload = {
  readonly file: AsyncIterable<Uint8Array>;
  readonly fileName: string;
  /**
   * Returns the fields beside the file. Call it after reading the file, because fields may follow the
   * file.
   */
  readonly readFields: () => Promise<UploadFields>;
};

export type Ingested = { readonly documentId: string; readonly status: DocumentStatus };

export type IngestDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents' | 'jobs' | 'blobs' | 'places' | 'facts'>>;
  readonly standings: Standings;
  readonly blobs: Pick<BlobStore, 'write'>;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
  readonly storage: Storage;
  readonly quotas: Quotas;
};

/**
 * Accepts a PDF: stores its bytes while they arrive, then creates the document and its extraction job in
 * one transaction. The same content by the same owner is the same document, even for concurrent uploads. A
 * document that failed on our side is extracted again, with the title and the audience of the new upload.
 * After any error, nothing of the upload stays.
 *
 * @throws Problem `storage-full`, the problem of a quota that the file exceeds, those of `requireMayShare`,
 * or `token-invalid` when the account was deleted meanwhile.
 */
export const ingest =
  ({ unitOfWork, standings, blobs, clock, identifiers, storage, quotas }: IngestDeps) =>
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
      const { title, ...given } = await upload.readFields();
      const now = clock.now();
      const person = await standings.of(principal);
      const sharing = firstSharing(person, given, now);
      const document: BookDocument = {
        id: identifiers.uuid(),
        institutionId: principal.institutionId,
        ownerId: principal.userId,
        ownerErased: false,
        title: title ?? titleOfFile(upload.fileName),
        titleGiven: title !== undefined,
        ...sharing,
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
      const result = await unitOfWork.run(async (repositories) => {
        await requireAccount(repositories, principal.userId);
        await requireMayShare(repositories.places, person, { before: privateSharing, after: sharing });
        return insertOrRetry(repositories, { document, retried: retriedFields(document, given), quotas });
      });
      owned = result.owned;
      return { documentId: result.document.id, status: result.document.status };
    } finally {
      if (!owned) await unitOfWork.run((repositories) => repositories.blobs.remove(blobId));
    }
  };

/** The lock orders the upload and the deletion of its owner, which would leave the new document otherwise. */
const requireAccount = async (
  { documents, facts }: Pick<Repositories, 'documents' | 'facts'>,
  ownerId: string,
): Promise<void> => {
  await documents.lockOwner(ownerId);
  if (await facts.isErased(ownerId))
    throw new Problem('token-invalid', { cause: 'the account of this token was deleted' });
};

/**
 * What an upload of a failed document changes beside the file: the title and the audience, as far as the
 * upload states them. The document was never ready, so no person loses anything.
 */
const retriedFields = (document: BookDocument, given: GivenSharing): Partial<BookDocument> => {
  const { title, titleGiven, visibility, audience, excluded, sharedSince } = document;
  return {
    ...(titleGiven ? { title, titleGiven } : {}),
    ...(statesSharing(given) ? { visibility, audience, excluded, sharedSince } : {}),
  };
};

const statesSharing = ({ visibility, audience, excluded }: GivenSharing): boolean =>
  visibility !== undefined || audience !== undefined || excluded !== undefined;

type Admission = {
  readonly document: BookDocument;
  readonly retried: Partial<BookDocument>;
  readonly quotas: Quotas;
};

/**
 * Runs alone for its institution, so the quotas are exact for concurrent uploads. `owned` is true when
 * the returned document owns the uploaded file.
 */
const insertOrRetry = async (
  { documents, jobs }: Pick<Repositories, 'documents' | 'jobs'>,
  { document, retried, quotas }: Admission,
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
  await documents.change(known.id, { ...retried, status, progress, problem, blobId, bytes, updatedAt });
  await jobs.extract(known);
  return { document: { ...known, status }, owned: true };
};

/**
 * An upload that says nothing is for the institution, or private when its policy refuses that to the
 * person.
 */
const firstSharing = (person: Standing, given: GivenSharing, now: Date): Sharing => {
  const { institutionId, accountRole, teachersShareWithInstitution } = person;
  const says = given.visibility !== undefined || given.audience !== undefined;
  const mayShareAll = accountRole === 'admin' || teachersShareWithInstitution;
  const visibility = mayShareAll ? 'institution' : 'private';
  return sharingAfter(privateSharing, says ? given : { ...given, visibility }, { institutionId, now });
};

const maxTitleCharacters = 300;

/** A program that made the name has put it in the place of letters that it could not read. */
const replacementCharacter = '\uFFFD';

const titleOfFile = (fileName: string): string => {
  const bare = fileName
    .replaceAll(replacementCharacter, '')
    .replace(/^.*[\\/]/, '')
    .replace(/\.pdf$/i, '');
  const name = withoutInvisible(bare, 'title').replaceAll('_', ' ').trim();
  return isSeen(name) ? beginningOf(name, maxTitleCharacters) : 'Untitled';
};
