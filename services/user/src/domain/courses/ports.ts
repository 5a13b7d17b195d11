import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { SessionRepositories } from '../academic-sessions/ports.ts';
import type { AcademicRepositories, NodeName, NodeState } from '../academics/ports.ts';

export type Course = {
  readonly id: string;
  readonly institutionId: string;
  readonly sessionId: string;
  readonly nodeId: string;
  readonly code: string | null;
  readonly names: readonly NodeName[];
  readonly version: number;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
};

export type CourseFilter = PageQuery & {
  readonly sessionId?: string | undefined;
  readonly nodeId?: string | undefined;
  readonly code?: string | undefined;
  readonly state: NodeState;
};

export type CourseRepository = {
  readonly find: (institutionId: string, id: string) => Promise<Course | undefined>;
  /** Newest first. */
  readonly list: (institutionId: string, filter: CourseFilter) => Promise<Listed<Course>>;
  /** Whether another course of the institution has the code. */
  readonly hasCode: (institutionId: string, code: string, besides?: string) => Promise<boolean>;
  /** Whether the course has classes that are not archived. */
  readonly isInUse: (id: string) => Promise<boolean>;
  readonly insert: (course: Omit<Course, 'version' | 'archivedAt'>) => Promise<void>;
  /** Stores the fields that can change, with the next version. */
  readonly store: (course: Course) => Promise<void>;
};

export type CourseRepositories = SessionRepositories &
  Pick<AcademicRepositories, 'nodes'> & { readonly courses: CourseRepository };

export type CourseLimits = { readonly coursesPerInstitution: number };
