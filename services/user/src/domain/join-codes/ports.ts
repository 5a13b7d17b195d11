import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EnrolmentRepositories } from '../enrolments/ports.ts';

export type JoinCode = {
  readonly id: string;
  readonly institutionId: string;
  readonly classId: string;
  /** The only person who can use the code; null: any student of the institution. */
  readonly personId: string | null;
  readonly maxUses: number;
  readonly uses: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly withdrawnAt: Date | null;
  /** The role of the account that registers with the code; null: no account registers with it. */
  readonly accountRole: InvitedRole | null;
  /** The address whose person can use the code besides `personId`; null: none. */
  readonly email: string | null;
};

/** Imported people have no other role. */
export type InvitedRole = 'student' | 'teacher';

/** A person without an account, or an address. */
export type Invitee = {
  /** The id that the account will have. */
  readonly personId: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: InvitedRole;
};

export type InvitedAccount = {
  readonly personId: string;
  readonly outcome: 'invited' | 'has-account' | 'role-not-grantable';
  readonly code?: string | undefined;
};

/** The invitations to register, which auth owns. */
export type AccountInvitations = {
  /** Invites in the name of the current user. Throws a problem of `invitePeople`. */
  readonly invite: (
    people: readonly Invitee[],
    days: number,
  ) => Promise<{ readonly expiresAt: Date; readonly items: readonly InvitedAccount[] }>;
  readonly withdraw: (institutionId: string, personIds: readonly string[]) => Promise<void>;
};

export type NewClassInvitation = Pick<
  JoinCode,
  'id' | 'institutionId' | 'classId' | 'createdBy' | 'createdAt' | 'expiresAt' | 'email'
> & {
  readonly personId: string;
  readonly hash: string;
  readonly emailKey: string | null;
  readonly accountRole: InvitedRole;
};

export type JoinCodeState = 'open' | 'used-up' | 'withdrawn' | 'expired';

export type JoinCodeRepository = {
  readonly findByHash: (institutionId: string, hash: string) => Promise<JoinCode | undefined>;
  readonly find: (institutionId: string, id: string) => Promise<JoinCode | undefined>;
  /** Finds a code and locks it until the end of the transaction. */
  readonly lock: (institutionId: string, id: string) => Promise<JoinCode | undefined>;
  /** Newest first. */
  readonly list: (classId: string, page: PageQuery) => Promise<Listed<JoinCode>>;
  /** Number of codes of a class: open ones, and all, each without those with which a person registers. */
  readonly count: (classId: string, now: Date) => Promise<{ readonly open: number; readonly all: number }>;
  readonly insert: (
    code: Omit<JoinCode, 'uses' | 'withdrawnAt' | 'accountRole' | 'email'> & { readonly hash: string },
  ) => Promise<void>;
  readonly countUse: (id: string) => Promise<void>;
  readonly withdraw: (id: string, at: Date) => Promise<void>;
  /**
   * Removes the codes that only this person could use, and those of the person’s address that are not open.
   */
  readonly removeAllFor: (personId: string, emailKey: string | undefined, now: Date) => Promise<void>;
  /** Withdraws the open codes that a person made. Invitations to register belong to auth. */
  readonly withdrawAllOfMaker: (makerId: string, at: Date) => Promise<void>;
  /** As `withdrawAllOfMaker`. Codes of classes that the person teaches or administers that day stay. */
  readonly withdrawLostByMaker: (makerId: string, day: string, at: Date) => Promise<void>;
  readonly insertInvitations: (made: readonly NewClassInvitation[]) => Promise<void>;
  /** Withdraws the unused invitations of people that expire at given moments. */
  readonly withdrawInvitations: (
    institutionId: string,
    withdrawn: readonly { readonly personId: string; readonly expiresAt: string }[],
    at: Date,
  ) => Promise<void>;
  /** Withdraws the unused invitations of people. */
  readonly withdrawInvitationsOf: (personIds: readonly string[], at: Date) => Promise<void>;
  /** The invitations with which this person could register, of all classes. */
  readonly listInvitationsOf: (institutionId: string, personId: string) => Promise<readonly JoinCode[]>;
  /** The people of the open invitations of addresses in a class, by the compared form of the address. */
  readonly listOpenOfEmails: (
    classId: string,
    emailKeys: readonly string[],
    now: Date,
  ) => Promise<ReadonlyMap<string, string>>;
  /** People with open invitations whom an import removed, or gave another role than their invitation. */
  readonly listUnfitInvitees: (institutionId: string, now: Date, limit: number) => Promise<readonly string[]>;
};

/** Makes and hashes codes. */
export type JoinCodeSecrets = {
  /** A new code, as people read it. */
  readonly make: () => string;
  /** The stored form of a code; undefined for a text that no code can be. */
  readonly hashOf: (institutionId: string, given: string) => Promise<string | undefined>;
};

export type Joiners = {
  /** Creates the profile of a person whose registration event has not arrived yet. */
  readonly insertUnlessKnown: (
    person: Pick<Principal, 'userId' | 'role' | 'institutionId'>,
    now: Date,
  ) => Promise<void>;
  /** Stores the role of a token while no event has stated the role. */
  readonly learnRole: (person: Pick<Principal, 'userId' | 'role' | 'institutionId'>) => Promise<boolean>;
  readonly find: (id: string) => Promise<{ readonly email: string | null } | undefined>;
};

export type InviteeFilter = {
  readonly classId: string;
  /** Only these people; undefined: all. */
  readonly personIds: readonly string[] | undefined;
  readonly withGuardians: boolean;
  readonly withTeachers: boolean;
  readonly day: string;
  readonly now: Date;
};

/** Imported people who have not registered. */
export type InviteeRepository = {
  /**
   * Those of a class and, if wanted, the guardians of its students. People without an open invitation first.
   */
  readonly listOfClass: (filter: InviteeFilter) => Promise<readonly Invitee[]>;
};

export type InvitationRepositories = JoinCodeRepositories & { readonly invitees: InviteeRepository };

export type JoinCodeRepositories = EnrolmentRepositories & {
  readonly joinCodes: JoinCodeRepository;
  readonly profiles: Joiners;
};

/** `joinCodesPerClass`: codes that can still be used. `joinCodeRecordsPerClass`: all that are retained. */
export type JoinCodeLimits = { readonly joinCodesPerClass: number; readonly joinCodeRecordsPerClass: number };
