import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { NodeName, NodeState } from '../academics/ports.ts';

/** Days as `2026-09-01`. `until` is the day after the last day. */
export type Period = { readonly from: string; readonly until: string };

/** Numbers of all sessions, courses and classes of an institution, archived ones included. */
export type Register = { readonly sessions: number; readonly courses: number; readonly classes: number };

export type RegisterRepository = {
  /**
   * Waits for other changes of the institution's sessions, courses and classes, and locks out new ones until
   * the end of the transaction.
   */
  readonly lock: (institutionId: string) => Promise<Register>;
  readonly count: (institutionId: string, things: keyof Register) => Promise<void>;
};

export type AcademicSession = Period & {
  readonly id: string;
  readonly institutionId: string;
  /** The year of a term; null for a year. */
  readonly parentId: string | null;
  readonly code: string | null;
  readonly names: readonly NodeName[];
  readonly version: number;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
};

export type AcademicSessionFilter = PageQuery & {
  readonly parentId?: string | undefined;
  readonly code?: string | undefined;
  readonly state: NodeState;
};

export type AcademicSessionRepository = {
  readonly find: (institutionId: string, id: string) => Promise<AcademicSession | undefined>;
  /** Latest first. */
  readonly list: (institutionId: string, filter: AcademicSessionFilter) => Promise<Listed<AcademicSession>>;
  /** Whether another session of the institution has the code. */
  readonly hasCode: (institutionId: string, code: string, besides?: string) => Promise<boolean>;
  /** Whether the session has terms, courses or classes that are not archived. */
  readonly isInUse: (id: string) => Promise<boolean>;
  /** Whether a term or a class of the session, archived or not, is partly outside the period. */
  readonly hasOutside: (id: string, period: Period) => Promise<boolean>;
  readonly insert: (session: Omit<AcademicSession, 'version' | 'archivedAt'>) => Promise<void>;
  /** Stores the fields that can change, with the next version. */
  readonly store: (session: AcademicSession) => Promise<void>;
};

export type SessionRepositories = {
  readonly registers: RegisterRepository;
  readonly sessions: AcademicSessionRepository;
};

export type SessionLimits = { readonly sessionsPerInstitution: number };
