import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ChangeableDocuments } from '../ports.ts';

const minMillisecondsBetweenWrites = 400;

export type ProgressReport = {
  readonly report: (done: number, total: number) => void;
  /** Resolves when the last report has been written; rejects when writing failed. */
  readonly settled: () => Promise<void>;
};

export type ReportProgressDeps = {
  readonly unitOfWork: UnitOfWork<{ readonly documents: Pick<ChangeableDocuments, 'change'> }>;
  readonly clock: Clock;
};

/** Writes a document's progress at most every 400 ms, so hundreds of reports cost only a few updates. */
export const reportProgress = (
  { unitOfWork, clock }: ReportProgressDeps,
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
      if (busy || now - lastAt < minMillisecondsBetweenWrites) return;
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
