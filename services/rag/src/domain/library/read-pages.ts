import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ExtractedPage } from '../page.ts';
import { requireReadable } from './document-rights.ts';
import type { Repositories } from './ports.ts';

export type PageRange = {
  readonly documentId: string;
  readonly title: string;
  readonly pages: readonly ExtractedPage[];
  readonly nextFrom: number | null;
};

export type ReadPagesDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents' | 'pages'>>;
  readonly standings: Standings;
};

/**
 * Returns stored pages to readers, and to services that quote them or write items, with the user's
 * rights.
 */
export const readPages =
  (deps: ReadPagesDeps) =>
  (input: Input<typeof contract.readPages>): Promise<PageRange> =>
    readRange(deps, input);

type RangeInput = Pick<Input<typeof contract.readPages>, 'params' | 'query' | 'principal'>;

/** @throws Problem `document-not-found` or `document-not-ready`. */
export const readRange = async (
  { unitOfWork, standings }: ReadPagesDeps,
  { params, query, principal }: RangeInput,
): Promise<PageRange> => {
  const reader = await standings.of(principal);
  return unitOfWork.run(
    async (repositories) => {
      const { id, title, status, pages: total } = await requireReadable(repositories, reader, params.id);
      if (status !== 'ready')
        throw new Problem('document-not-ready', { detail: `The document's status is ${status}.` });
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
};
