import type { BookDocument, DocumentStatus, Reader, World } from '../ports.ts';
import { requireReadable } from './read-document.ts';

const lookEveryMilliseconds = 400;

const onTheWay: ReadonlySet<DocumentStatus> = new Set(['queued', 'extracting', 'indexing']);
export const isFinal = ({ status }: Pick<BookDocument, 'status'>): boolean => !onTheWay.has(status);

/**
 * The states of a document as they change, the last one final. It is read from the database each time, since another
 * replica may be at work on it. Ends early when the follower leaves or the document goes.
 *
 * @throws Problem `document-not-found` before the first state.
 */
export const followDocument =
  ({ unitOfWork, pause }: Pick<World, 'unitOfWork' | 'pause'>) =>
  async ({
    params,
    principal,
    signal,
  }: {
    params: { id: string };
    principal: Reader;
    signal: AbortSignal;
  }): Promise<AsyncIterable<BookDocument>> => {
    const look = () =>
      unitOfWork.run(({ documents }) => documents.findReadable(principal, params.id), { readOnly: true });
    const first = await unitOfWork.run(
      (repositories) => requireReadable(repositories, principal, params.id),
      { readOnly: true },
    );
    return (async function* states() {
      let shown = '';
      for (let document: BookDocument | undefined = first; document !== undefined; document = await look()) {
        const state = `${document.status} ${document.progress.done}/${document.progress.total}`;
        if (state !== shown) yield document;
        shown = state;
        if (isFinal(document) || signal.aborted) return;
        await pause(lookEveryMilliseconds, signal);
      }
    })();
  };
