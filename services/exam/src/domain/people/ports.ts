import type { FactStore } from '@ai-teacher/access/domain/record-facts.ts';
import type { ReconciliationJobs } from '@ai-teacher/access/domain/roster-applied.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';

/** The facts about a user that events reported. `role` is null while no event reported one. */
export type TeacherStatus = {
  readonly institutionId: string;
  readonly role: Role | null;
  readonly isDisabled: boolean;
  readonly isDeleted: boolean;
};

type Reported = { readonly userId: string; readonly institutionId: string };

export type TeacherRepository = {
  /** An older report than the stored one, or one about an erased person, changes nothing. */
  readonly recordRole: (report: Reported & { readonly role: Role; readonly asOf: Date }) => Promise<void>;
  /** An older report than the stored one, or one about an erased person, changes nothing. */
  readonly recordDisabled: (
    report: Reported & { readonly isDisabled: boolean; readonly asOf: Date },
  ) => Promise<void>;
  /**
   * Marks a known person as deleted, and adds an unknown one who has exams. Call after the erasure of facts.
   */
  readonly recordDeleted: (report: Reported & { readonly hasExams: boolean }) => Promise<void>;
  readonly find: (userId: string) => Promise<TeacherStatus | undefined>;
};

export type PeopleRepositories = AttemptRepositories & {
  readonly teachers: TeacherRepository;
  readonly facts: FactStore;
  readonly reconciliations: ReconciliationJobs;
};
