import type { Inbox, Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork as UnitOfWorkOf } from '@ai-teacher/service-kit/domain/unit-of-work.ts';

import type { RuleMark } from './grading/grade-response.ts';
import type { ItemDraft, ItemKey, ItemType, SourcePage } from './item-writing/drafts/item-draft.ts';

/** What the domain needs of the world, in its own words. */

export type Shortfall = { readonly requested: number; readonly made: number; readonly reason: string };

export type Exam = {
  readonly id: string;
  readonly institutionId: string;
  readonly teacherId: string;
  readonly title: string;
  readonly status: 'draft' | 'published';
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly durationMinutes: number | null;
  readonly shortfall: Shortfall | null;
  readonly createdAt: Date;
  readonly publishedAt: Date | null;
};

export type ExamSummary = Exam & { readonly itemCount: number; readonly maxScore: number };

export type ExamItem = ItemDraft & { readonly id: string };

export type AttemptStatus = 'in_progress' | 'needs_review' | 'graded';

export type Attempt = {
  readonly id: string;
  readonly examId: string;
  readonly institutionId: string;
  readonly studentId: string;
  readonly status: AttemptStatus;
  readonly startedAt: Date;
  /** The server's clock decides: nothing is taken at or after this moment. */
  readonly deadlineAt: Date | null;
  readonly submittedAt: Date | null;
  readonly closedBy: 'student' | 'deadline' | null;
};

/** One mark of an item; `score` is null while a person must decide, `markedBy` is null when a rule marked. */
export type Mark = {
  readonly attemptId: string;
  readonly itemId: string;
  readonly score: number | null;
  readonly feedback: string;
  readonly markedBy: string | null;
  readonly markedAt: Date;
};

export type SavedResponse = {
  readonly attemptId: string;
  readonly itemId: string;
  readonly response: ItemKey;
  readonly savedAt: Date;
};

/** A place in a list that is ordered newest first. */
export type ListRequest = { readonly limit: number; readonly after: PlaceInTime | undefined };

export type Repositories = {
  readonly exams: {
    readonly insert: (exam: Exam, items: readonly ExamItem[]) => Promise<void>;
    readonly find: (id: string) => Promise<Exam | undefined>;
    /** As `find`, and other transactions that lock it wait until this one ends. */
    readonly lock: (id: string) => Promise<Exam | undefined>;
    readonly publish: (exam: Exam) => Promise<void>;
    readonly listOfTeacher: (teacherId: string, request: ListRequest) => Promise<ExamSummary[]>;
    readonly listPublished: (institutionId: string, request: ListRequest) => Promise<ExamSummary[]>;
    readonly listItems: (examId: string) => Promise<ExamItem[]>;
    /** Removes what only this teacher could see. */
    readonly eraseDraftsOf: (teacherId: string) => Promise<void>;
  };
  readonly attempts: {
    /** False when this student has an attempt at this exam already; then nothing changed. */
    readonly insertUnlessThere: (attempt: Attempt) => Promise<boolean>;
    readonly find: (id: string) => Promise<Attempt | undefined>;
    readonly lock: (id: string) => Promise<Attempt | undefined>;
    readonly findOfStudent: (examId: string, studentId: string) => Promise<Attempt | undefined>;
    readonly listOfExam: (examId: string, request: ListRequest) => Promise<Attempt[]>;
    readonly update: (attempt: Attempt) => Promise<void>;
    /** With their responses and marks. */
    readonly eraseOfStudent: (studentId: string) => Promise<void>;
  };
  readonly responses: {
    readonly save: (response: SavedResponse) => Promise<void>;
    readonly listOf: (attemptIds: readonly string[]) => Promise<SavedResponse[]>;
  };
  readonly marks: {
    /** Adds to the history; nothing is overwritten. */
    readonly add: (marks: readonly Mark[]) => Promise<void>;
    /** The latest mark of every item. */
    readonly latestOf: (attemptIds: readonly string[]) => Promise<Mark[]>;
    readonly forgetMarker: (userId: string) => Promise<void>;
  };
  readonly deadlines: {
    /** Sees to it that the attempt is closed soon after its deadline. */
    readonly watch: (attempt: Attempt & { readonly deadlineAt: Date }) => Promise<void>;
  };
  readonly inbox: Inbox;
  readonly outbox: Outbox;
};

export type UnitOfWork = UnitOfWorkOf<Repositories>;

export type Material = {
  readonly documentId: string;
  readonly title: string;
  readonly pages: readonly SourcePage[];
};

export type Library = {
  /**
   * The text of a document that the present user may read, up to a number of characters.
   *
   * @throws Problem `document-not-found`, `document-not-ready`, or that the knowledge base is not available.
   */
  readonly read: (
    documentId: string,
    limit: { readonly characters: number; readonly signal: AbortSignal },
  ) => Promise<Material>;
};

export type WritingTask = {
  readonly materials: readonly Material[];
  readonly itemCount: number;
  readonly types: readonly ItemType[];
};
/** At most `itemCount` items, each tied to a verbatim place in the materials; `reason` says why there are not more. */
export type WrittenItems = { readonly items: ItemDraft[]; readonly reason: string };

export type ItemWriter = {
  readonly write: (task: WritingTask, options: { readonly signal: AbortSignal }) => Promise<WrittenItems>;
};

/** Marks one response by rule, or leaves it to a person (`score: null`). */
export type Grader = { readonly grade: (item: ItemDraft, response: ItemKey | null) => RuleMark };

export type World = {
  readonly unitOfWork: UnitOfWork;
  readonly library: Library;
  readonly itemWriter: ItemWriter;
  readonly grader: Grader;
  readonly clock: { readonly now: () => Date };
  readonly identifiers: { readonly uuid: () => string };
};
