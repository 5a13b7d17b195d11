import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { EnrolmentRole } from '@ai-teacher/contracts/values.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { Period } from '../academic-sessions/ports.ts';
import type { NodeState } from '../academics/ports.ts';
import type { CourseRepositories } from '../courses/ports.ts';
import type { UnitRightsRepositories } from '../unit-rights/ports.ts';

export type SchoolClass = Period & {
  readonly id: string;
  readonly institutionId: string;
  readonly courseId: string;
  readonly unitId: string;
  /** The path of the unit, as in `AcademicNode`. */
  readonly unitPath: string;
  readonly code: string | null;
  readonly title: string;
  readonly version: number;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
};

/** A role of a person in a class. `until`: the day after the last day; null: until the class ends. */
export type HeldRole = {
  readonly role: EnrolmentRole;
  readonly from: string;
  readonly until: string | null;
};

export type ClassFilter = PageQuery & {
  readonly courseId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly unitId?: string | undefined;
  readonly code?: string | undefined;
  readonly state: NodeState;
  /** Only classes to which the person belongs on the day, and those in units at or below these paths. */
  readonly member?:
    | { readonly personId: string; readonly day: string; readonly administered: readonly string[] }
    | undefined;
};

export type ClassRepository = {
  readonly find: (institutionId: string, id: string) => Promise<SchoolClass | undefined>;
  /** As `find`, and locks the class until the end of the transaction. Readers do not wait. */
  readonly lock: (institutionId: string, id: string) => Promise<SchoolClass | undefined>;
  /** Newest first. */
  readonly list: (institutionId: string, filter: ClassFilter) => Promise<Listed<SchoolClass>>;
  /** All roles that a person has, had or will have in a class. */
  readonly listHeldRoles: (classId: string, personId: string) => Promise<readonly HeldRole[]>;
  /** Whether another class of the institution has the code. */
  readonly hasCode: (institutionId: string, code: string, besides?: string) => Promise<boolean>;
  /** Whether an enrolment of the class is partly outside the period. */
  readonly hasOutside: (id: string, period: Period) => Promise<boolean>;
  readonly insert: (given: Omit<SchoolClass, 'unitPath' | 'version' | 'archivedAt'>) => Promise<void>;
  /** Stores the fields that can change, with the next version. */
  readonly store: (changed: SchoolClass) => Promise<void>;
};

export type ClassRepositories = CourseRepositories &
  UnitRightsRepositories & {
    readonly classes: ClassRepository;
    readonly outbox: Outbox;
  };

export type ClassLimits = { readonly classesPerInstitution: number };
