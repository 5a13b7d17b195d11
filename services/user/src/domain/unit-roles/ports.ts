import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { UnitRole as RoleInUnit } from '@ai-teacher/contracts/values.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { NodeRepository } from '../academics/ports.ts';
import type { PeopleRepository } from '../enrolments/ports.ts';
import type { UnitRightsRepositories } from '../unit-rights/ports.ts';

/** The content of a role in a unit and of its events. `until`: the day after the last day. */
export type UnitRoleFacts = {
  readonly id: string;
  readonly institutionId: string;
  readonly unitId: string;
  readonly personId: string;
  readonly role: RoleInUnit;
  readonly from: string;
  readonly until: string | null;
  readonly version: number;
};

export type UnitRole = UnitRoleFacts & {
  readonly personName: string;
  readonly grantedBy: string;
  readonly endedBy: string | null;
  readonly createdAt: Date;
};

export type NewUnitRole = Omit<UnitRoleFacts, 'version'> & {
  readonly grantedBy: string;
  readonly createdAt: Date;
};

/** The roles in one unit, or of one person in an institution. */
export type UnitRoleFilter = PageQuery & {
  readonly institutionId: string;
  readonly of: { readonly unitId: string } | { readonly personId: string };
  /** `current`: today or later. */
  readonly state: 'current' | 'ended' | 'all';
  readonly today: string;
};

export type UnitRoleRepository = {
  readonly find: (institutionId: string, id: string) => Promise<UnitRole | undefined>;
  /** As `find`, and locks the role until the end of the transaction. */
  readonly lock: (institutionId: string, id: string) => Promise<UnitRole | undefined>;
  /** Newest first. */
  readonly list: (filter: UnitRoleFilter) => Promise<Listed<UnitRole>>;
  /** The roles in a unit that are valid on the day or later. */
  readonly listCurrent: (unitId: string, today: string) => Promise<readonly UnitRoleFacts[]>;
  /** Number of roles in a unit, ended ones included. */
  readonly count: (unitId: string) => Promise<number>;
  /** The roles of a person that are valid on the day or later, locked until the end of the transaction. */
  readonly lockCurrentOf: (personId: string, today: string) => Promise<readonly UnitRoleFacts[]>;
  readonly insert: (role: NewUnitRole) => Promise<void>;
  /** Sets the day after the last day, with the next version. `endedBy`: null for an end by an event. */
  readonly end: (id: string, until: string, endedBy: string | null) => Promise<void>;
  /** Removes all roles of a person, and returns them as they were. */
  readonly removeAllOf: (personId: string) => Promise<readonly UnitRoleFacts[]>;
};

export type UnitRoleRepositories = UnitRightsRepositories & {
  readonly nodes: Pick<NodeRepository, 'find' | 'lock'>;
  readonly unitRoles: UnitRoleRepository;
  readonly people: PeopleRepository;
  readonly outbox: Outbox;
};

/** `unitRolesPerUnit`: roles that are valid today or later. `unitRoleRecordsPerUnit`: all roles. */
export type UnitRoleLimits = { readonly unitRolesPerUnit: number; readonly unitRoleRecordsPerUnit: number };
