import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { startApp, type TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import {
  answering,
  type MeshStandIn,
  startMeshStandIn,
} from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { createExamApp } from '../src/app.ts';
import { examEnvironment } from '../src/config.ts';
import { createDeps, type ExamDeps } from '../src/deps.ts';
import type { bookPages } from './builders.ts';

export type Book = { title: string; pages: ReturnType<typeof bookPages> };

/**
 * The knowledge base of these tests: documents by id, or the problem that a request for the document gets. A
 * promise holds such requests back until it is resolved.
 */
export type Shelf = Map<string, Book | Problem | Promise<Book>>;

export type TestExamApp = TestApp<ExamDeps> & { readonly shelf: Shelf; readonly mesh: MeshStandIn };

const maxPagesPerAnswer = 50;

/** Starts the real exam app with its own database. A stand-in answers for rag by its contract. */
export const startExamApp = async ({
  clock,
  variables = {},
  neighbours = [],
}: {
  clock?: { now: () => Date };
  variables?: Record<string, string>;
  /** Operations of other services than rag. */
  neighbours?: Parameters<typeof startMeshStandIn>[0];
} = {}): Promise<TestExamApp> => {
  const shelf: Shelf = new Map();
  const mesh = await startMeshStandIn([
    ...neighbours,
    answering(readPages, async ({ params, query }) => {
      const document = await shelf.get(params.id);
      if (document === undefined) throw new Problem('document-not-found');
      if (document instanceof Problem) throw document;
      const start = query.from - 1;
      const items = document.pages.slice(start, start + Math.min(query.limit, maxPagesPerAnswer));
      const end = start + items.length;
      return {
        documentId: params.id,
        title: document.title,
        items,
        nextFrom: end < document.pages.length ? end + 1 : null,
      };
    }),
  ]);
  const app = await startApp({
    service: 'exam',
    environment: examEnvironment,
    meshUrl: mesh.url,
    variables,
    compose: async (surroundings) => {
      const deps = await createDeps({ ...surroundings, ...(clock === undefined ? {} : { clock }) });
      return { app: createExamApp(deps), deps };
    },
  });
  return {
    ...app,
    shelf,
    mesh,
    close: async () => {
      await app.close();
      await mesh.close();
    },
  };
};
