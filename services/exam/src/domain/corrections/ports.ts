import type { IdBatch } from '@ai-teacher/service-kit/domain/for-each-id.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import type { ItemKey } from '../item-writing/drafts/item-draft.ts';

/** The rule by which responses get the points of a corrected item. */
export type Credit = 'new_key' | 'either_key' | 'everyone';

/** A correction of the key of an item, and how far the attempts have been marked again. */
export type Correction = {
  readonly id: string;
  readonly examId: string;
  readonly itemId: string;
  readonly credit: Credit;
  readonly key: ItemKey;
  readonly earlierKey: ItemKey;
  /** Null after the account was erased. */
  readonly correctedBy: string | null;
  readonly createdAt: Date;
  /** The attempt that was considered last. Attempts are considered in the order of their ids. */
  readonly lastAttemptId: string | null;
  readonly attemptsDone: number;
  readonly attemptsChanged: number;
  /** Attempts whose marking has failed and is repeated, or was given up when the correction is finished. */
  readonly attemptsFailed: number;
  readonly finishedAt: Date | null;
};

export type CorrectionRepository = {
  readonly insert: (correction: Correction) => Promise<void>;
  readonly find: (id: string) => Promise<Correction | undefined>;
  /** The list begins with the newest correction. */
  readonly listOf: (itemId: string) => Promise<Correction[]>;
  /** Counts one more attempt, the one with this id, which has not failed any more. */
  readonly advance: (
    id: string,
    attempt: { readonly id: string; readonly changed: boolean },
  ) => Promise<void>;
  /** Passes over an attempt whose marking has failed. */
  readonly recordFailure: (id: string, attemptId: string) => Promise<void>;
  /** Ids of the attempts whose marking has failed, in ascending order. */
  readonly listFailed: (id: string, batch: IdBatch) => Promise<string[]>;
  readonly finish: (id: string, at: Date) => Promise<void>;
  readonly forgetCorrector: (userId: string) => Promise<void>;
};

export type Remarkings = {
  /** Schedules the marking of all closed attempts for a correction. */
  readonly schedule: (correctionId: string) => Promise<void>;
};

export type CorrectionRepositories = AttemptRepositories & {
  readonly corrections: CorrectionRepository;
  readonly remarkings: Remarkings;
};
