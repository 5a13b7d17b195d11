import { listDocuments, readPages } from '@ai-teacher/contracts/rag/library.ts';
import { type SearchResult, search, type UnreadPages } from '@ai-teacher/contracts/rag/search.ts';
import type { RateLimit } from '@ai-teacher/service-kit/clients/rate-limit.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import { startApp, type TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import {
  answering,
  type MeshRequest,
  startMeshStandIn,
} from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import type { OpenAiStub, RecordedRequest } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { createChatApp } from '../src/app.ts';
import { chatEnvironment } from '../src/config.ts';
import { type ChatDeps, createDeps } from '../src/deps.ts';
import type { Page } from '../src/domain/requests/ports.ts';
import type { Rewriting } from '../src/domain/tutoring/ports.ts';
import { aDocument, aSearchResult } from './builders.ts';

/** The answer of rag to a search; a thrown Problem is a refusal. */
export type Library = (query: {
  query: string;
  limit: number;
  documentIds?: string[] | undefined;
}) => SearchResult[] | Promise<SearchResult[]>;

/** A book that rag contains. */
export type ShelvedBook = {
  readonly id: string;
  readonly title: string;
  readonly pages: readonly Page[];
};

/** Replacements of real parts, for tests of other subjects. */
export type Replacements = {
  clock?: { now: () => Date };
  questionLimit?: RateLimit;
  noteRewriting?: (rewriting: Rewriting) => void;
};

/** A limit that admits every question, for tests of other subjects. */
export const neverLimited: RateLimit = {
  consume: async () => ({ limit: 1, remaining: 1, resetSeconds: 1 }),
};

/** Waits for the first request to the model. Throws when the answer arrives without such a request. */
export const modelAsked = (model: OpenAiStub, answer: Promise<TestResponse>): Promise<RecordedRequest> =>
  Promise.race([
    model.request(1),
    answer.then(({ status, text }) => {
      throw new Error(`answered before the model was asked: ${status} ${text}`);
    }),
  ]);

export type ChatApp = TestApp<ChatDeps> & {
  /** Replaces the answers of rag. */
  library: (answer: Library) => void;
  /** Replaces the pages that rag could not read. */
  unread: (pages: readonly UnreadPages[]) => void;
  /** Replaces the books of rag. */
  shelf: (books: readonly ShelvedBook[]) => void;
  /** The requests that rag received. */
  searches: readonly MeshRequest[];
};

/** Small, so that a short book takes several answers of rag. */
const pagesPerAnswer = 2;

/**
 * Starts the real chat app with its own database and Redis, and a stand-in for rag that follows the contract.
 */
export const startChatApp = async (
  variables: Record<string, string> = {},
  replacements: Replacements = {},
): Promise<ChatApp> => {
  let library: Library = () => [aSearchResult()];
  let unread: readonly UnreadPages[] = [];
  let shelf: readonly ShelvedBook[] = [];
  const mesh = await startMeshStandIn([
    answering(search, async ({ body }) => ({
      results: await library(body),
      ...(unread.length === 0 ? {} : { unreadPages: [...unread] }),
    })),
    answering(listDocuments, () => ({ items: shelf.map(aDocument), nextCursor: null })),
    answering(readPages, ({ params, query }) => {
      const book = shelf.find(({ id }) => id === params.id);
      if (book === undefined) throw new Problem('document-not-found');
      if (book.pages.length === 0) throw new Problem('document-not-ready');
      const next = query.from - 1 + pagesPerAnswer;
      return {
        documentId: book.id,
        title: book.title,
        items: book.pages.slice(query.from - 1, next).map((page) => ({
          ...page,
          headings: [...page.headings].map(({ offset, path }) => ({ offset, path: [...path] })),
        })),
        nextFrom: next < book.pages.length ? next + 1 : null,
      };
    }),
  ]);
  const app = await startApp({
    service: 'chat',
    environment: chatEnvironment,
    variables: { REDIS_URL: await redisUrl(), ...variables },
    meshUrl: mesh.url,
    compose: async (surroundings) => {
      const deps = await createDeps(surroundings);
      const world = { ...deps.world, ...replacements };
      return { app: createChatApp({ ...deps, world }), deps };
    },
  });
  return {
    ...app,
    searches: mesh.requests,
    shelf: (books) => {
      shelf = books;
    },
    library: (answer) => {
      library = answer;
    },
    unread: (pages) => {
      unread = pages;
    },
    close: async () => {
      await app.close();
      await mesh.close();
    },
  };
};

export type SentEvent = {
  id: string;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: the contract has already checked the shape of these events.
  data: any;
};

/** The events of a finished stream, without heartbeats. */
export const eventsIn = (text: string): SentEvent[] => {
  return text
    .split('\n\n')
    .filter((block) => block.includes('data: '))
    .map((block) => {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2) ?? '';
      return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) };
    });
};
