import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';

export type SharingPolicy = {
  readonly teachersShareWithInstitution: boolean;
  /** 0 for the default. */
  readonly version: number;
  readonly changedBy: string | null;
};

/** The policy of an institution that has not chosen one. */
export const defaultSharingPolicy: SharingPolicy = {
  teachersShareWithInstitution: true,
  version: 0,
  changedBy: null,
};

export type SharingPolicyRepositories = {
  readonly sharingPolicies: {
    readonly find: (institutionId: string) => Promise<SharingPolicy | undefined>;
    /** Stores a choice with the next version. Undefined when the institution has this policy already. */
    readonly change: (change: {
      readonly institutionId: string;
      readonly teachersShareWithInstitution: boolean;
      readonly changedBy: string;
      readonly at: Date;
    }) => Promise<SharingPolicy | undefined>;
  };
  readonly outbox: Outbox;
};
