import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ExtractedPage, Reader, World } from '../ports.ts';
import { requireReadable } from './read-document.ts';

export type PageRange = {
  readonly documentId: string;
  readonly title: string;
  readonly pages: readonly ExtractedPage[];
  readonly nextFrom: number | null;
};

/** Stored pages for services that quote or make items, on the user's rights. */
export const readPages =
  ({ unitOfWork }: Pick<World, 'unitOfWork'>) =>
  ({
    params,
    query,
    principal,
  }: {
    params: { id: string };
    query: { from: number; limit: number };
    principal: Reader;
  }): Promise<PageRange> =>
    unitOfWork.run(
      async (repositories) => {
        const { id, title, status, pages: total } = await requireReadable(repositories, principal, params.id);
        if (status !== 'ready') throw new Problem('document-not-ready', { detail: `It is ${status}.` });
        const pages = await repositories.pages.list(id, query);
        const next = query.from + pages.length;
        return {
          documentId: id,
          title,
          pages,
          nextFrom: pages.length > 0 && next <= (total ?? 0) ? next : null,
        };
      },
      { readOnly: true },
    );
