import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import type { PlaceReader } from '@ai-teacher/access/domain/place-reader.ts';
import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type { Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { ItemDraft, SourcePage } from '../item-writing/drafts/item-draft.ts';
import type { Material } from '../item-writing/ports.ts';

export type Shortfall = { readonly requested: number; readonly made: number; readonly reason: string };

/** The outcome of one cell of a blueprint. */
export type CellReport = {
  readonly requested: number;
  readonly byModel: number;
  readonly byRules: number;
  readonly unfilled: readonly { readonly reason: string; readonly count: number }[];
  readonly rejectedDrafts: readonly { readonly reason: Rejection; readonly count: number }[];
};

/** A row for each cell, in the order of the blueprint. */
export type GenerationReport = readonly CellReport[];

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
  /** For a generated exam; null for one of an earlier version without a blueprint. */
  readonly report: GenerationReport | null;
  readonly createdAt: Date;
  readonly publishedAt: Date | null;
  /** When the exam has closed for its last student, extra time included. Null: it has no end. */
  readonly endsAt: Date | null;
  /** Whether each student gets the items and their options in a different order. */
  readonly shuffle: boolean;
  /** When the teacher released the results before the exam closed. Ends the exam. */
  readonly releasedAt: Date | null;
  /** When an admin handed the exam over to its present teacher. */
  readonly handedOverAt: Date | null;
};

/** The audience of an assignment, by a key such as `class:ID`. A time that is null is the exam's own. */
export type Assignment = {
  readonly audience: AudienceKey;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
};

export type ExamSummary = Exam & { readonly itemCount: number; readonly maxScore: number };

/** A factor from 1 to 3 that multiplies the time of one student at one exam. */
export type ExtraTime = { readonly examId: string; readonly studentId: string; readonly factor: number };

/** A document of the exam's items that was deleted or hidden after the exam was generated. */
export type LostSource = {
  readonly examId: string;
  readonly documentId: string;
  readonly reason: 'deleted' | 'hidden';
  readonly itemCount: number;
};

export type ExamItem = ItemDraft & { readonly id: string };

/** A teacher in one institution. */
export type Teacher = { readonly teacherId: string; readonly institutionId: string };

/** The lists begin with the newest exam. */
export type ExamRepository = {
  readonly insert: (exam: Exam, items: readonly ExamItem[]) => Promise<void>;
  readonly find: (id: string) => Promise<Exam | undefined>;
  /** Like `find`. Other transactions that lock the exam wait until this transaction ends. */
  readonly lock: (id: string) => Promise<Exam | undefined>;
  /**
   * Like `find`. A release of the results waits until this transaction ends; other transactions that hold the
   * exam open do not wait for each other.
   */
  readonly holdOpen: (id: string) => Promise<Exam | undefined>;
  /** Lets transactions that add exams of one teacher run one after the other, so that counts are exact. */
  readonly lockTeacher: (teacherId: string) => Promise<void>;
  readonly countOfTeacher: (teacherId: string, status: Exam['status']) => Promise<number>;
  readonly publish: (exam: Exam) => Promise<void>;
  /** Stores when the exam ends and how long an attempt takes. */
  readonly changeWindow: (
    exam: Pick<Exam, 'id' | 'closesAt' | 'durationMinutes' | 'releasedAt' | 'endsAt'>,
  ) => Promise<void>;
  readonly listAssignments: (examId: string) => Promise<Assignment[]>;
  /** When each assignment was added, by its key, as instants of ISO 8601. */
  readonly assignedSince: (examId: string) => Promise<Readonly<Record<string, string>>>;
  /** Replaces all assignments of the exam. An assignment that stays retains when it was added. */
  readonly assign: (examId: string, assignments: readonly Assignment[]) => Promise<void>;
  readonly listAssignmentsOf: (
    examIds: readonly string[],
  ) => Promise<(Assignment & { readonly examId: string })[]>;
  /** The choice for an exam precedes the extra time in the profile, also when the factor is 1. */
  readonly giveExtraTime: (
    extraTime: ExtraTime,
    by: { readonly givenBy: string; readonly givenAt: Date },
  ) => Promise<void>;
  /** Number of students with extra time that a teacher has given for the exam, without this student. */
  readonly countOtherExtraTimes: (examId: string, studentId: string) => Promise<number>;
  /** The extra time that a teacher has given for an exam, otherwise the extra time in the profile. */
  readonly listExtraTimesOf: (studentId: string, examIds: readonly string[]) => Promise<ExtraTime[]>;
  readonly forgetExtraTimes: (userId: string) => Promise<void>;
  /** The factors of all students of the audience. */
  readonly listExtraTimeFactors: (
    exam: Pick<Exam, 'id' | 'institutionId'>,
    of: { readonly audience: readonly AudienceKey[]; readonly now: Date },
  ) => Promise<number[]>;
  readonly release: (exam: { readonly id: string; readonly releasedAt: Date }) => Promise<void>;
  /** With `classId` only the exams that are assigned to the class or to a unit above it. */
  readonly listOfTeacher: (
    teacher: Teacher,
    page: PageQuery & { readonly classId?: string | undefined },
  ) => Promise<Listed<ExamSummary>>;
  /** The published exams that are assigned to one of these. */
  readonly listAssigned: (
    institutionId: string,
    audience: readonly AudienceKey[],
    page: PageQuery,
  ) => Promise<Listed<ExamSummary>>;
  readonly listByIds: (ids: readonly string[]) => Promise<ExamSummary[]>;
  /** Adds the item after all others. */
  readonly addItem: (examId: string, item: ExamItem) => Promise<void>;
  readonly updateItem: (item: ExamItem) => Promise<void>;
  readonly eraseItem: (itemId: string) => Promise<void>;
  /** Puts the items in the order of these ids, which are all items of the exam. */
  readonly orderItems: (examId: string, itemIds: readonly string[]) => Promise<void>;
  readonly listItems: (examId: string) => Promise<ExamItem[]>;
  /** A deletion replaces an earlier hiding, and is never replaced. */
  readonly recordLostDocument: (
    document: Pick<LostSource, 'documentId' | 'reason'> & { readonly lostAt: Date },
  ) => Promise<void>;
  readonly listLostSources: (examIds: readonly string[]) => Promise<LostSource[]>;
  readonly hasExamIn: (teacherId: string, institutionId: string) => Promise<boolean>;
  /** Returns the number of exams that have another teacher now. Without ids, all exams of the teacher. */
  readonly handOver: (exams: {
    readonly from: string;
    readonly to: string;
    readonly institutionId: string;
    readonly examIds: readonly string[] | undefined;
    readonly at: Date;
  }) => Promise<number>;
  readonly erase: (id: string) => Promise<void>;
  /** Erases the exams that only this teacher could read. */
  readonly eraseDraftsOf: (teacherId: string) => Promise<void>;
};

/** The people whose ids a transaction stores. */
export type People = {
  /**
   * Whether none of these people was erased. An erasure of one of them waits until this transaction ends, and
   * then finds what it has stored. Call before the transaction locks anything else, as an erasure does.
   */
  readonly hold: (userIds: readonly string[]) => Promise<boolean>;
  /**
   * Waits for the transactions that hold the person. Later ones wait for this transaction, and then learn of
   * the erasure.
   */
  readonly awaitHolders: (userId: string) => Promise<void>;
};

export type BegunAttempts = {
  /** The audience of the student's attempt at the exam; undefined without an attempt. */
  readonly audienceOf: (examId: string, studentId: string) => Promise<readonly AudienceKey[] | undefined>;
};

export type Students = {
  /** The ids of the students who are enrolled today in these classes or below these units. */
  readonly of: (institutionId: string, audience: readonly AudienceKey[]) => Promise<string[]>;
};

export type Announcements = {
  /** Schedules the announcement of the results shortly after this time. Replaces an earlier schedule. */
  readonly schedule: (announcement: { readonly examId: string; readonly availableAt: Date }) => Promise<void>;
};

/** Texts of documents that exam stores while a job writes from them. */
export type StoredTexts = { readonly forgetDocument: (documentId: string) => Promise<void> };

export type ExamRepositories = {
  readonly exams: ExamRepository;
  readonly attempts: BegunAttempts;
  readonly people: People;
  readonly places: PlaceReader;
  readonly standings: Standings;
  readonly students: Students;
  readonly announcements: Announcements;
  readonly outbox: Outbox;
};

export type OwnerSlots = {
  /**
   * Runs the work unless too much work of the owner is running or waiting.
   *
   * @throws Problem `generation-limit-reached`.
   */
  readonly run: <Result>(ownerId: string, work: () => Promise<Result>) => Promise<Result>;
};

export type Library = {
  /**
   * Reads the text of a document that the current user may read, up to a number of characters.
   *
   * @throws Problem `document-not-found`, `document-not-ready`, or `knowledge-base-unavailable`.
   */
  readonly read: (
    documentId: string,
    limit: { readonly maxCharacters: number; readonly signal: AbortSignal },
  ) => Promise<Material>;
  /** Reads one page as `read` does; undefined when the document has no such page. */
  readonly readPage: (
    documentId: string,
    page: { readonly pageNumber: number; readonly signal: AbortSignal },
  ) => Promise<SourcePage | undefined>;
};
