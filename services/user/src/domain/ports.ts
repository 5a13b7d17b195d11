import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { SessionLimits } from './academic-sessions/ports.ts';
import type { AcademicLimits, AcademicRepositories } from './academics/ports.ts';
import type { Deciders } from './access-explanation/ports.ts';
import type { FactRepositories } from './access-facts/ports.ts';
import type { ClassLimits, ClassRepositories } from './classes/ports.ts';
import type { CourseLimits } from './courses/ports.ts';
import type { EnrolmentLimits, EnrolmentRepositories } from './enrolments/ports.ts';
import type { GuardianLimits, GuardianRepositories } from './guardians/ports.ts';
import type { TimeZoneRepositories } from './institution-time-zone/ports.ts';
import type { JoinClassDeps } from './join-codes/join-class.ts';
import type { AccountInvitations, InvitationRepositories, JoinCodeLimits } from './join-codes/ports.ts';
import type { Repositories as ProfileRepositories } from './profile/ports.ts';
import type { FollowRosterDeps } from './rosters/follow-roster.ts';
import type {
  BundleReader,
  BundleWriter,
  RosterParts,
  RosterRepositories,
  RosterSnapshots,
  Staging,
  UploadLimits,
} from './rosters/ports.ts';
import type { SharingPolicyRepositories } from './sharing-policy/ports.ts';
import type { UnitRoleLimits, UnitRoleRepositories } from './unit-roles/ports.ts';

export type Repositories = ProfileRepositories &
  SharingPolicyRepositories &
  TimeZoneRepositories &
  AcademicRepositories &
  ClassRepositories &
  EnrolmentRepositories &
  InvitationRepositories &
  GuardianRepositories &
  UnitRoleRepositories &
  FactRepositories &
  RosterRepositories;

/** The needs of all use cases together; `deps.ts` supplies them. */
export type World = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly clock: Clock;
  readonly deciders: Deciders;
  readonly joinCodeSecrets: JoinClassDeps['joinCodeSecrets'];
  readonly joinAttempts: JoinClassDeps['joinAttempts'];
  readonly joinsOfCode: JoinClassDeps['joinsOfCode'];
  readonly accountInvitations: AccountInvitations;
  readonly platformAddress: string | undefined;
  readonly tracesUrl: string | undefined;
  readonly rosterParts: RosterParts;
  readonly bundles: BundleReader;
  readonly staging: Staging;
  readonly rosterSnapshots: RosterSnapshots;
  readonly bundleWriter: BundleWriter;
  readonly pause: FollowRosterDeps['pause'];
  readonly limits: AcademicLimits &
    SessionLimits &
    CourseLimits &
    ClassLimits &
    EnrolmentLimits &
    JoinCodeLimits &
    GuardianLimits &
    UnitRoleLimits &
    UploadLimits;
};
