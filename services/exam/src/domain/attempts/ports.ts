import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { IdBatch } from '@ai-teacher/service-kit/domain/for-each-id.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { ExamRepositories } from '../exams/ports.ts';
import type { CriterionMark, MachineMarker, MarkedExamples } from '../grading/ports.ts';
import type { ItemKey } from '../item-writing/drafts/item-draft.ts';

export type Attempt = {
  readonly id: string;
  readonly examId: string;
  readonly institutionId: string;
  readonly studentId: string;
  readonly status: 'in_progress' | 'needs_review' | 'graded';
  readonly startedAt: Date;
  /** The keys of the assignments by which the student could start. */
  readonly audience: readonly AudienceKey[];
  /** By the service's clock. From this moment on the attempt accepts neither responses nor a submission. */
  readonly deadlineAt: Date | null;
  readonly submittedAt: Date | null;
  readonly closedBy: 'student' | 'deadline' | null;
  /**
   * When the student was first notified of the result: after the grading and the end of the exam. Null again
   * after the result changed while the exam was open again.
   */
  readonly announcedAt: Date | null;
};

/** Stands for a teacher whose account was erased. */
export const erasedMarker = '00000000-0000-0000-0000-000000000000';

/**
 * The reason of a mark. `examples`: new marks of teachers made the model sure. `judgement`: a language
 * model judged the answer. Null in marks of earlier versions.
 */
export type MarkOccasion =
  | 'submission'
  | 'correction'
  | 'examples'
  | 'judgement'
  | 'review'
  | 'group'
  | 'appeal';

/**
 * A mark for one item. `score` is null until a teacher decides. `markedBy` is null for a mark without a
 * teacher, and `erasedMarker` for a mark of a teacher whose account was erased. `machine` is null for a mark
 * of a teacher, without a score, and in marks by rule of earlier versions.
 */
export type Mark = {
  readonly attemptId: string;
  readonly itemId: string;
  readonly score: number | null;
  readonly feedback: string;
  readonly markedBy: string | null;
  readonly machine: MachineMarker | null;
  readonly occasion: MarkOccasion | null;
  /** The scores for the criteria of a long answer. */
  readonly criteria?: readonly CriterionMark[];
  readonly markedAt: Date;
};

export type SavedResponse = {
  readonly attemptId: string;
  readonly itemId: string;
  readonly response: ItemKey;
  readonly savedAt: Date;
};

/** An attempt in progress before its deadline. */
export type OpenAttempt = Pick<Attempt, 'id' | 'startedAt' | 'audience' | 'deadlineAt'> & {
  /** 1 without extra time. */
  readonly extraTimeFactor: number;
};

export type AttemptRepository = {
  /** @returns false when the student already has an attempt at the exam; then nothing is stored. */
  readonly insertIfAbsent: (attempt: Attempt) => Promise<boolean>;
  readonly find: (id: string) => Promise<Attempt | undefined>;
  /** Like `find`. Other transactions that lock the attempt wait until this transaction ends. */
  readonly lock: (id: string) => Promise<Attempt | undefined>;
  /** Whether the exam has at least this number of attempts. */
  readonly hasAtLeast: (examId: string, count: number) => Promise<boolean>;
  readonly findOfStudent: (examId: string, studentId: string) => Promise<Attempt | undefined>;
  /** The list begins with the newest attempt. `studentIds` names the students; without it, all students. */
  readonly listOfExam: (
    examId: string,
    page: PageQuery,
    studentIds?: readonly string[],
  ) => Promise<Listed<Attempt>>;
  /** The list begins with the newest attempt. `endedUntil` leaves out exams that have not ended then. */
  readonly listOfStudent: (
    student: { readonly studentId: string; readonly institutionId: string; readonly endedUntil?: Date },
    page: PageQuery,
  ) => Promise<Listed<Attempt>>;
  /** Ends the time of every attempt in progress that has a later deadline or none. */
  readonly endOpen: (examId: string, at: Date) => Promise<void>;
  /** The attempts in progress before their deadline, in ascending order of their ids. */
  readonly listOpen: (examId: string, batch: IdBatch & { readonly now: Date }) => Promise<OpenAttempt[]>;
  readonly setDeadlines: (attempts: readonly Pick<Attempt, 'id' | 'deadlineAt'>[]) => Promise<void>;
  /** Ids of attempts in progress whose deadline has passed, in ascending order. */
  readonly listOverdue: (examId: string, batch: IdBatch & { readonly now: Date }) => Promise<string[]>;
  /** Ids of graded attempts whose students were not notified of the result, in ascending order. */
  readonly listUnannounced: (examId: string, batch: IdBatch) => Promise<string[]>;
  /** Ids of all attempts at the exam, in ascending order. */
  readonly listIdsOf: (examId: string, batch: IdBatch) => Promise<string[]>;
  /** The submitted attempts at the exam, in ascending order of their ids. */
  readonly listSubmitted: (examId: string, page: PageQuery) => Promise<Listed<Attempt>>;
  readonly countSubmitted: (examId: string) => Promise<number>;
  readonly update: (attempt: Attempt) => Promise<void>;
  /** Erases the attempts with their responses and marks. */
  readonly eraseOfStudent: (studentId: string) => Promise<void>;
};

export type ResponseRepository = {
  readonly save: (response: SavedResponse) => Promise<void>;
  readonly clear: (response: Pick<SavedResponse, 'attemptId' | 'itemId'>) => Promise<void>;
  readonly listOf: (attemptIds: readonly string[]) => Promise<SavedResponse[]>;
};

export type MarkRepository = MarkedExamples & {
  /** Adds marks to the history. Earlier marks stay. */
  readonly add: (marks: readonly Mark[]) => Promise<void>;
  /** The latest mark of each item. */
  readonly latestOf: (attemptIds: readonly string[]) => Promise<Mark[]>;
  /** All marks of an item of an attempt, newest first. */
  readonly historyOf: (attemptId: string, itemId: string) => Promise<Mark[]>;
  /** Ids of the attempts at the exam in which the item awaits a teacher, in ascending order. */
  readonly listWaiting: (
    of: { readonly examId: string; readonly itemId: string },
    batch: IdBatch,
  ) => Promise<string[]>;
  readonly setMarksByMachine: (examId: string, enabled: boolean) => Promise<void>;
  readonly forgetMarker: (userId: string) => Promise<void>;
};

export type Deadlines = {
  /** Schedules the closing of the attempt shortly after its deadline. */
  readonly schedule: (attempt: Pick<Attempt, 'id'> & { readonly deadlineAt: Date }) => Promise<void>;
};

/** Whether a language model may mark short answers of an institution. */
export type ModelMarkingSwitch = { readonly isEnabled: (institutionId: string) => Promise<boolean> };

export type ModelMarkingJobs = {
  /** Schedules the judging of a closed attempt. Jobs of one owner run in turns with those of others. */
  readonly schedule: (attemptId: string, ownerId: string) => Promise<void>;
};

export type AttemptRepositories = ExamRepositories & {
  readonly modelMarking: ModelMarkingSwitch;
  readonly modelMarkingJobs: ModelMarkingJobs;
  readonly attempts: AttemptRepository;
  readonly responses: ResponseRepository;
  readonly marks: MarkRepository;
  readonly deadlines: Deadlines;
  readonly inbox: Inbox;
};
