import type { AttemptRepositories } from '../attempts/ports.ts';

export type Judgings = {
  /** Schedules the judging of all answers to the item that await a teacher. Repeated calls are one job. */
  readonly schedule: (item: { readonly examId: string; readonly itemId: string }) => Promise<void>;
};

export type MarkingRepositories = Pick<
  AttemptRepositories,
  'attempts' | 'exams' | 'marks' | 'outbox' | 'people' | 'responses' | 'students'
> & { readonly judgings: Judgings };
