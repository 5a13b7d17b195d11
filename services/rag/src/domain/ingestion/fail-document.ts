import { type BookDocument, isFinal, type RefusedStatus } from '../document.ts';
import { explainStatus } from './explain-status.ts';
import type { ReachedLimit, Repositories } from './ports.ts';

export type FailDocumentRepositories = {
  readonly documents: Pick<Repositories['documents'], 'lock' | 'change'>;
  readonly blobs: Pick<Repositories['blobs'], 'remove'>;
  readonly outbox: Repositories['outbox'];
};

/**
 * Ends a document that cannot become ready: removes its file and notifies its owner how to solve the problem.
 * A document that has ended stays as it is: the commit of its success may have been lost on its way back.
 */
export const failDocument = async (
  { documents, blobs, outbox }: FailDocumentRepositories,
  {
    id,
    status,
    limit,
    now,
  }: Pick<BookDocument, 'id'> & {
    status: RefusedStatus | 'failed';
    limit?: ReachedLimit | undefined;
    now: Date;
  },
): Promise<void> => {
  const document = await documents.lock(id);
  if (document === undefined || isFinal(document)) return;
  const problem = explainStatus(status, limit);
  await documents.change(id, { status, problem, blobId: null, bytes: 0, updatedAt: now });
  if (document.blobId !== null) await blobs.remove(document.blobId);
  await outbox.publish({
    type: 'document.failed',
    institutionId: document.institutionId,
    subject: id,
    data: { documentId: id, ownerId: document.ownerId, title: document.title, status, problem },
  });
};
