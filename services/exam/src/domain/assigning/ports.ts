import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';

/** The extra time in the profile of a person. `version` grows with each change. */
export type DefaultExtraTime = {
  readonly studentId: string;
  readonly institutionId: string;
  readonly factor: number;
  readonly version: number;
};

/** Copies of the extra times that user owns. */
export type DefaultExtraTimes = {
  /** The clock of the database, for `readAfter`. */
  readonly now: () => Promise<string>;
  /**
   * Stores an extra time when it is newer, unless the person was erased. With `readAfter` a copy that was
   * stored before that instant gives way also to an older version.
   *
   * @returns whether the factor has changed.
   */
  readonly store: (given: DefaultExtraTime, readAfter?: string) => Promise<boolean>;
  /** Removes copies between two ids that user does not know, unless they were stored after the instant. */
  readonly removeOthers: (given: {
    readonly after: string | undefined;
    readonly until: string | null;
    readonly known: readonly string[];
    readonly readAfter: string;
  }) => Promise<void>;
  /** The exams in progress of a student: with an own attempt, or assigned to one of these. */
  readonly listExams: (given: {
    readonly studentId: string;
    readonly institutionId: string;
    readonly audience: readonly AudienceKey[];
    readonly now: Date;
  }) => Promise<string[]>;
};

export type Retimings = {
  /** Computes the times of an exam again, soon. Waiting jobs of one exam become one. */
  readonly schedule: (examId: string) => Promise<void>;
};

export type ExtraTimePage = {
  readonly items: readonly DefaultExtraTime[];
  /** The id after which the next page begins; null on the last page. */
  readonly next: string | null;
};

/** The owner of the extra times in profiles. */
export type Profiles = {
  readonly listExtraTimes: (after: string | undefined) => Promise<ExtraTimePage>;
};
