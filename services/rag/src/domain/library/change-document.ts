import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { BookDocument, Visibility, World } from '../ports.ts';
import { requireChangeable } from './document-rights.ts';

/**
 * Changes title or visibility. Who may read a passage is decided again at every search from the row, so the change
 * holds at once; the index is brought in line by a job.
 */
export const changeDocument =
  ({ unitOfWork, clock }: Pick<World, 'unitOfWork' | 'clock'>) =>
  ({
    params,
    body,
    principal,
  }: {
    params: { id: string };
    body: { title?: string | undefined; visibility?: Visibility | undefined };
    principal: Principal;
  }): Promise<BookDocument> =>
    unitOfWork.run(async (repositories) => {
      const document = await requireChangeable(repositories, principal, params.id);
      const changes = {
        title: body.title ?? document.title,
        titleGiven: document.titleGiven || body.title !== undefined,
        visibility: body.visibility ?? document.visibility,
      };
      await repositories.documents.change(document.id, { ...changes, updatedAt: clock.now() });
      if (document.status === 'ready' || document.status === 'indexing')
        await repositories.jobs.index(document.id);
      return { ...document, ...changes };
    });
