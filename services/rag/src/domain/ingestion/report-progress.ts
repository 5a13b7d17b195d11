import type { World } from '../ports.ts';

const writeEveryMilliseconds = 400;

export type ProgressReport = {
  readonly report: (done: number, total: number) => void;
  /** Resolves when what was reported has been written; throws what went wrong with it. */
  readonly settled: () => Promise<void>;
};

/** Writes progress for others to follow, now and then: work that reports hundreds of steps costs a few updates. */
export const reportProgress = (
  { unitOfWork, clock }: Pick<World, 'unitOfWork' | 'clock'>,
  documentId: string,
): ProgressReport => {
  let lastAt = 0;
  let busy = false;
  let fault: unknown;
  let writing: Promise<void> = Promise.resolve();
  const write = async (done: number, total: number): Promise<void> => {
    try {
      await unitOfWork.run(({ documents }) =>
        documents.change(documentId, { progress: { done, total }, updatedAt: clock.now() }),
      );
    } catch (error) {
      fault = error;
    } finally {
      busy = false;
    }
  };
  return {
    report: (done, total) => {
      const now = clock.now().getTime();
      if (busy || now - lastAt < writeEveryMilliseconds) return;
      lastAt = now;
      busy = true;
      writing = write(done, total);
    },
    settled: async () => {
      await writing;
      if (fault !== undefined) throw fault;
    },
  };
};
