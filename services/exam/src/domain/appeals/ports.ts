import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { Teacher } from '../exams/ports.ts';
import type { MarkingRepositories } from '../marking/ports.ts';

/** A student's request that a teacher looks at a mark which a machine set. */
export type Appeal = {
  readonly id: string;
  readonly examId: string;
  readonly attemptId: string;
  readonly itemId: string;
  readonly studentId: string;
  readonly status: 'open' | 'upheld' | 'changed';
  readonly reason: string | null;
  readonly scoreBefore: number;
  readonly score: number | null;
  readonly answer: string | null;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  /** Null while the appeal is open, and after the account was erased. */
  readonly decidedBy: string | null;
};

export type AppealRepository = {
  readonly insert: (appeal: Appeal) => Promise<void>;
  readonly find: (id: string) => Promise<Appeal | undefined>;
  /** The list begins with the newest appeal. */
  readonly listOf: (attemptId: string) => Promise<Appeal[]>;
  /**
   * The open appeals at the exams of a teacher, or at one of them. The list begins with the oldest appeal.
   */
  readonly listOpen: (
    teacher: Teacher & { readonly examId: string | undefined },
    page: PageQuery,
  ) => Promise<Listed<Appeal>>;
  readonly decide: (appeal: Appeal) => Promise<void>;
  readonly forgetDecider: (userId: string) => Promise<void>;
};

export type AppealRepositories = MarkingRepositories & { readonly appeals: AppealRepository };
