import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { withoutInvisible } from '@ai-teacher/language/invisible-characters.ts';
import type { BookDocument, DocumentStatus, Repositories, Visibility, World } from '../ports.ts';
import { checkPdf } from './check-pdf.ts';

export type Upload = {
  readonly file: AsyncIterable<Uint8Array>;
  readonly fileName: string;
  /** The fields beside the file; they may come after it, so they are asked for once the file has been read. */
  readonly readFields: () => Promise<{ title?: string | undefined; visibility: Visibility }>;
};

export type Ingested = { readonly documentId: string; readonly status: DocumentStatus };

/**
 * Takes a PDF in: its bytes are kept as they arrive, then one transaction makes the document and the job that reads
 * it. The same content by the same owner is the same document, also when uploaded twice at once; one that failed on
 * our side is tried again. Whatever goes wrong, nothing of the upload is left behind.
 */
export const ingest = (world: World, maxBytes: number) => {
  const { unitOfWork, blobs, clock, identifiers } = world;
  return async ({ principal, upload }: { principal: Principal; upload: Upload }): Promise<Ingested> => {
    const blobId = identifiers.uuid();
    const pdf = checkPdf(upload.file, maxBytes);
    let owned = false;
    try {
      await blobs.write(blobId, pdf.bytes);
      const document = draft(
        blobId,
        pdf.contentHash(),
        principal,
        upload.fileName,
        await upload.readFields(),
      );
      const result = await unitOfWork.run((repositories) => takeIn(repositories, document));
      owned = result.owned;
      return { documentId: result.document.id, status: result.document.status };
    } finally {
      if (!owned) await unitOfWork.run((repositories) => repositories.blobs.remove(blobId));
    }
  };

  function draft(
    blobId: string,
    contentHash: string,
    { userId, institutionId }: Principal,
    fileName: string,
    { title, visibility }: { title?: string | undefined; visibility: Visibility },
  ): BookDocument {
    const now = clock.now();
    return {
      id: identifiers.uuid(),
      institutionId,
      ownerId: userId,
      title: title ?? titleOfFile(fileName),
      titleGiven: title !== undefined,
      visibility,
      status: 'queued',
      pages: null,
      progress: { done: 0, total: 0 },
      problem: null,
      warnings: [],
      contentHash,
      blobId,
      createdAt: now,
      updatedAt: now,
    };
  }

  async function takeIn(
    { documents, jobs }: Repositories,
    document: BookDocument,
  ): Promise<{ document: BookDocument; owned: boolean }> {
    if (await documents.insertUnlessKnown(document)) {
      await jobs.extract(document);
      return { document, owned: true };
    }
    const known = await documents.lockByContent(document.ownerId, document.contentHash);
    if (known === undefined) throw new Error('a document known a moment ago is gone');
    if (known.status !== 'failed') return { document: known, owned: false };
    const { status, progress, problem, blobId, updatedAt } = document;
    await documents.change(known.id, { status, progress, problem, blobId, updatedAt });
    await jobs.extract(known);
    return { document: { ...known, status }, owned: true };
  }
};

const longestTitle = 300;

const titleOfFile = (fileName: string): string => {
  const bare = fileName.replace(/^.*[\\/]/, '').replace(/\.pdf$/i, '');
  const name = withoutInvisible(bare, 'title').replaceAll('_', ' ').trim();
  return name === '' ? 'Untitled' : name.slice(0, longestTitle);
};
