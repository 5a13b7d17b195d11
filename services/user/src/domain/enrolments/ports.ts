import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { EnrolmentRole, Role } from '@ai-teacher/contracts/values.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { ClassRepository, HeldRole } from '../classes/ports.ts';
import type { UnitRightsRepositories } from '../unit-rights/ports.ts';

/** The content of an enrolment and of its events. */
export type EnrolmentFacts = HeldRole & {
  readonly id: string;
  readonly institutionId: string;
  readonly classId: string;
  readonly personId: string;
  readonly version: number;
};

export type Enrolment = EnrolmentFacts & {
  readonly classTitle: string;
  readonly personName: string;
  readonly createdAt: Date;
};

export type NewEnrolment = Omit<EnrolmentFacts, 'version'> & { readonly createdAt: Date };

/** The enrolments of one class or of one person in an institution. */
export type EnrolmentFilter = PageQuery & {
  readonly institutionId: string;
  readonly of: { readonly classId: string } | { readonly personId: string };
  /** Only classes in units at or below these paths. */
  readonly within?: readonly string[] | undefined;
  readonly role?: EnrolmentRole | undefined;
  /** `current`: today or later. */
  readonly state: 'current' | 'ended' | 'all';
  readonly today: string;
};

export type EnrolmentRepository = {
  readonly find: (institutionId: string, id: string) => Promise<Enrolment | undefined>;
  /** As `find`, and locks the enrolment until the end of the transaction. */
  readonly lock: (institutionId: string, id: string) => Promise<Enrolment | undefined>;
  /** Newest first. */
  readonly list: (filter: EnrolmentFilter) => Promise<Listed<Enrolment>>;
  /** Number of enrolments of a class, ended ones included. */
  readonly count: (classId: string) => Promise<number>;
  /** All enrolments of these people in a class. */
  readonly listOf: (classId: string, personIds: readonly string[]) => Promise<readonly EnrolmentFacts[]>;
  /** The enrolments of a person on the day or later, locked until the end of the transaction. */
  readonly lockCurrentOf: (personId: string, today: string) => Promise<readonly EnrolmentFacts[]>;
  readonly insert: (enrolments: readonly NewEnrolment[]) => Promise<void>;
  /** Sets the day after the last day, with the next version. */
  readonly end: (id: string, until: string) => Promise<void>;
  /** Removes all enrolments of a person, and returns them as they were. */
  readonly removeAllOf: (personId: string) => Promise<readonly EnrolmentFacts[]>;
};

/** The people whom this service knows. */
export type PeopleRepository = {
  /**
   * Locks people against erasure until the end of the transaction.
   *
   * @returns the account roles of those who belong to the institution and are not erased, by their ids.
   */
  readonly lockKnown: (institutionId: string, ids: readonly string[]) => Promise<ReadonlyMap<string, Role>>;
  /**
   * Locks the account of a person against events until the end of the transaction.
   *
   * @returns undefined for an erased person.
   */
  readonly lockAccount: (
    institutionId: string,
    id: string,
  ) => Promise<{ readonly role: Role; readonly isDisabled: boolean } | undefined>;
};

export type EnrolmentRepositories = UnitRightsRepositories & {
  readonly classes: ClassRepository;
  readonly enrolments: EnrolmentRepository;
  readonly people: PeopleRepository;
  readonly outbox: Outbox;
};

/** `enrolmentsPerClass`: ended ones included. */
export type EnrolmentLimits = { readonly enrolmentsPerClass: number };
