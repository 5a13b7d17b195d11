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
};

export type JoinCodeState = 'open' | 'used-up' | 'withdrawn' | 'expired';

export type JoinCodeRepository = {
  readonly findByHash: (institutionId: string, hash: string) => Promise<JoinCode | undefined>;
  /** Finds a code and locks it until the end of the transaction. */
  readonly lock: (institutionId: string, id: string) => Promise<JoinCode | undefined>;
  /** Newest first. */
  readonly list: (classId: string, page: PageQuery) => Promise<Listed<JoinCode>>;
  /** Number of codes of a class that are open. */
  readonly countOpen: (classId: string, now: Date) => Promise<number>;
  readonly insert: (
    code: Omit<JoinCode, 'uses' | 'withdrawnAt'> & { readonly hash: string },
  ) => Promise<void>;
  readonly countUse: (id: string) => Promise<void>;
  readonly withdraw: (id: string, at: Date) => Promise<void>;
  /** Removes the codes that only this person could use. */
  readonly removeAllFor: (personId: string) => Promise<void>;
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
};

export type JoinCodeRepositories = EnrolmentRepositories & {
  readonly joinCodes: JoinCodeRepository;
  readonly profiles: Joiners;
};

/** `joinCodesPerClass`: codes that can still be used. */
export type JoinCodeLimits = { readonly joinCodesPerClass: number };
