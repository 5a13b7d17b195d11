import { mayRead } from '@ai-teacher/access/domain/may-read.ts';
import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type * as contract from '@ai-teacher/contracts/rag/ingestion.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createWatch } from '@ai-teacher/service-kit/domain/watch.ts';
import { type BookDocument, isFinal } from '../document.ts';
import { type DocumentView, requireReadable, viewFor } from './document-rights.ts';
import type { Repositories } from './ports.ts';

const pollMilliseconds = 400;

/** The state of a document that followers see, and the fields that decide who may read it. */
export const progressOfDocument = ({ status, audience, excluded, progress }: BookDocument): string =>
  `${status} ${audience} -${excluded} ${progress.done}/${progress.total}`;

export type FollowDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents' | 'places'>>;
  readonly standings: Standings;
  /** Resolves after the given time, or immediately when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/**
 * Returns the states of a document as they change; the last state is final. The states come from the
 * database, because another replica may be processing the document, and all followers of a document share the
 * reads. Ends early when the client leaves, the document is deleted, or the user may no longer read it.
 *
 * @throws Problem `document-not-found` before the first state.
 */
export const followDocument = ({ unitOfWork, standings, pause }: FollowDocumentDeps) => {
  const never = new AbortController().signal;
  const follow = createWatch<BookDocument>({
    find: ({ id }) => unitOfWork.run(({ documents }) => documents.find(id), { readOnly: true }),
    progressOf: progressOfDocument,
    pause: () => pause(pollMilliseconds, never),
  });
  const isReadable = async (document: BookDocument, principal: Principal): Promise<boolean> => {
    const reader = await standings.of(principal);
    const { institutionId, audience } = document;
    const places =
      reader.administers.length === 0
        ? []
        : await unitOfWork.run((repositories) => repositories.places.read(institutionId, audience), {
            readOnly: true,
          });
    return mayRead({ ...document, unitsAbove: places.flatMap(({ unitsAbove }) => unitsAbove) }, reader)
      .allowed;
  };
  return async ({
    params,
    principal,
    signal,
  }: Input<typeof contract.followDocument>): Promise<AsyncIterable<DocumentView>> => {
    const reader = await standings.of(principal);
    const first = await unitOfWork.run((repositories) => requireReadable(repositories, reader, params.id), {
      readOnly: true,
    });
    return (async function* states() {
      for await (const document of follow(first, signal)) {
        if (document === undefined || !(await isReadable(document, principal))) return;
        yield viewFor(reader, document);
        if (isFinal(document)) return;
      }
    })();
  };
};
