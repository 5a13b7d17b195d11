import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { PeopleRepository } from '../enrolments/ports.ts';
import type { PersonRepositories } from '../people/ports.ts';

export type GuardianLink = {
  readonly id: string;
  readonly institutionId: string;
  readonly guardianId: string;
  readonly guardianName: string;
  readonly studentId: string;
  readonly studentName: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
};

/** The content of a guardian link and of its events. */
export type GuardianFacts = Pick<
  GuardianLink,
  'id' | 'institutionId' | 'guardianId' | 'studentId' | 'version'
> & { readonly isEnded: boolean };

export type NewGuardianLink = Omit<GuardianLink, 'guardianName' | 'studentName' | 'version' | 'endedAt'> & {
  readonly createdBy: string;
};

export type GuardianRepository = {
  /** Waits for other links of the student, and locks out new ones until the end of the transaction. */
  readonly lockStudent: (studentId: string) => Promise<void>;
  readonly find: (institutionId: string, id: string) => Promise<GuardianLink | undefined>;
  /** The link of two people that has not ended. */
  readonly findActive: (studentId: string, guardianId: string) => Promise<GuardianLink | undefined>;
  /** Number of links of a student: those that have not ended, and all. */
  readonly count: (studentId: string) => Promise<{ readonly active: number; readonly all: number }>;
  /** Links that have not ended, newest first. */
  readonly list: (
    of: { readonly studentId: string } | { readonly guardianId: string },
    page: PageQuery,
  ) => Promise<Listed<GuardianLink>>;
  readonly insert: (link: NewGuardianLink) => Promise<void>;
  /** Ends a link that has not ended, with the next version. Returns undefined when it had ended. */
  readonly end: (id: string, at: Date) => Promise<GuardianFacts | undefined>;
  /** Ends the links of a student that have not ended, and returns them as they are then. */
  readonly endAllOfStudent: (studentId: string, at: Date) => Promise<readonly GuardianFacts[]>;
  /** Removes all links of a person, ended ones included. Returns them as they were. */
  readonly removeAllOf: (personId: string) => Promise<readonly GuardianFacts[]>;
};

export type GuardianRepositories = PersonRepositories & {
  readonly guardians: GuardianRepository;
  readonly people: PeopleRepository;
  readonly outbox: Outbox;
};

/** `guardiansPerStudent`: links that have not ended. `guardianLinksPerStudent`: all, as each one stays. */
export type GuardianLimits = {
  readonly guardiansPerStudent: number;
  readonly guardianLinksPerStudent: number;
};
