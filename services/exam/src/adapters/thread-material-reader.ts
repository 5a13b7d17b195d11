import { Worker } from 'node:worker_threads';
import type { Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import { environmentOfThread } from '@ai-teacher/service-kit/compiled-code.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ChosenPage, MaterialReader } from '../domain/generations/ports.ts';
import type { ItemDraft } from '../domain/item-writing/drafts/item-draft.ts';
import type { Material, WantedItems } from '../domain/item-writing/ports.ts';

export type OpenedData = {
  readonly materials: readonly Material[];
  readonly earlierStems: readonly string[];
};

export type MaterialQuestion =
  | {
      readonly kind: 'judge';
      readonly item: ItemDraft;
      readonly others: readonly ItemDraft[];
    }
  | { readonly kind: 'pages'; readonly choice: Omit<WantedItems, 'count' | 'types'> & { language?: string } };

const heapMegabytes = 512;

/**
 * Reads materials in a thread of their own, so that no book delays the students of this process. A question
 * throws Problem `deadline-exceeded` after its timeout.
 */
export const createThreadMaterialReader = ({
  timeoutMilliseconds,
}: {
  readonly timeoutMilliseconds: number;
}): MaterialReader => ({
  open: (materials, { earlierStems, signal }) => {
    const data: OpenedData = { materials, earlierStems };
    const thread = new Worker(new URL('./material-thread.ts', import.meta.url), {
      workerData: data,
      execArgv: [],
      env: environmentOfThread(),
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    const broken = Promise.withResolvers<never>();
    // Without a question the failure concerns no caller; the next question throws it.
    broken.promise.catch(() => undefined);
    const waiting = new Map<number, (answer: unknown) => void>();
    let count = 0;
    thread.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
      waiting.get(id)?.(answer);
      waiting.delete(id);
    });
    thread.once('error', broken.reject);
    thread.once('exit', () => broken.reject(new Error('the thread of the materials has ended')));
    const ask = async (question: MaterialQuestion): Promise<unknown> => {
      count += 1;
      const id = count;
      const late = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
      const stopped = Promise.withResolvers<never>();
      const stop = (): void =>
        stopped.reject(
          signal.aborted ? signal.reason : new Problem('deadline-exceeded', { cause: late.reason }),
        );
      late.addEventListener('abort', stop, { once: true });
      const { promise, resolve } = Promise.withResolvers<unknown>();
      waiting.set(id, resolve);
      thread.postMessage({ id, question });
      try {
        return await Promise.race([promise, broken.promise, stopped.promise]);
      } finally {
        late.removeEventListener('abort', stop);
        waiting.delete(id);
      }
    };
    return {
      choosePages: async ({ count: _count, types: _types, ...choice }, language) => {
        const wanted = { ...choice, ...(language === null ? {} : { language }) };
        return (await ask({ kind: 'pages', choice: wanted })) as ChosenPage[];
      },
      judge: async (item, others) => (await ask({ kind: 'judge', item, others })) as Rejection[],
      close: async () => {
        await thread.terminate();
      },
    };
  },
});
