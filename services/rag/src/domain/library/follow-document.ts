import type * as contract from '@ai-teacher/contracts/rag/ingestion.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type BookDocument, isFinal } from '../document.ts';
import { requireReadable } from './document-rights.ts';
import type { Repositories } from './ports.ts';

const pollMilliseconds = 400;

export type FollowDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents'>>;
  /** Resolves after the given time, or immediately when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/**
 * Returns the states of a document as they change; the last state is final. Every state is read from the
 * database, because another replica may be processing the document. Ends early when the client leaves or the
 * document is deleted.
 *
 * @throws Problem `document-not-found` before the first state.
 */
export const followDocument =
  ({ unitOfWork, pause }: FollowDocumentDeps) =>
  async ({
    params,
    principal,
    signal,
  }: Input<typeof contract.followDocument>): Promise<AsyncIterable<BookDocument>> => {
    const poll = () =>
      unitOfWork.run(({ documents }) => documents.findReadable(principal, params.id), { readOnly: true });
    const first = await unitOfWork.run(
      (repositories) => requireReadable(repositories, principal, params.id),
      { readOnly: true },
    );
    return (async function* states() {
      let sent = '';
      for (let document: BookDocument | undefined = first; document !== undefined; document = await poll()) {
        const state = `${document.status} ${document.progress.done}/${document.progress.total}`;
        if (state !== sent) yield document;
        sent = state;
        if (isFinal(document) || signal.aborted) return;
        await pause(pollMilliseconds, signal);
      }
    })();
  };
