import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { type PageRange, type ReadPagesDeps, readRange } from './read-pages.ts';

/** Returns the pages whose labels the presenter shows, with the user's rights. */
export const listPageLabels =
  (deps: ReadPagesDeps) =>
  (input: Input<typeof contract.listPageLabels>): Promise<PageRange> =>
    readRange(deps, input);
