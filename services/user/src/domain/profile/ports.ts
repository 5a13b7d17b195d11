import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';

/** The caller: the claims of the verified token that a profile needs. */
export type Person = Pick<Principal, 'userId' | 'role' | 'institutionId'>;

export type Profile = {
  readonly id: string;
  /** The name of the registration; null until the registration event arrives. */
  readonly registeredName: string | null;
  /** The name that the person chose later. It takes precedence over the registered name. */
  readonly chosenName: string | null;
  readonly email: string | null;
  readonly locale: string;
  readonly timeZone: string;
  /** The role of the account, as the latest event or token stated it. */
  readonly role: Role;
  /** Whether an event has stated the role. */
  readonly hasRoleEvent: boolean;
  /** The time of the account's deletion. An erased profile contains no personal data. */
  readonly erasedAt: Date | null;
};

export type Registration = Person & { readonly name: string; readonly email: string; readonly at: Date };

export type ProfileChange = {
  readonly chosenName?: string;
  readonly locale?: string;
  readonly timeZone?: string;
};

export type Repositories = {
  readonly profiles: {
    readonly find: (id: string) => Promise<Profile | undefined>;
    /** Inserts an empty profile. An existing profile, erased or not, stays unchanged. */
    readonly insertUnlessKnown: (person: Person, now: Date) => Promise<void>;
    /**
     * Inserts the profile, or sets the fields of the registration. A later event about the role wins. An
     * erased profile stays erased.
     */
    readonly fillFromRegistration: (registration: Registration) => Promise<void>;
    /**
     * Stores the role of an event. Returns false when a later event was received, or the profile is erased.
     */
    readonly recordRole: (given: Person & { readonly at: Date }) => Promise<boolean>;
    /**
     * Stores the role of a token. Returns false when an event has stated the role, and for the known role.
     */
    readonly learnRole: (person: Person) => Promise<boolean>;
    /**
     * Stores whether the account is disabled, also for an unknown person. Returns false when a later event
     * was received, or the profile is erased.
     */
    readonly recordDisabled: (given: {
      readonly userId: string;
      readonly institutionId: string;
      readonly isDisabled: boolean;
      readonly at: Date;
    }) => Promise<boolean>;
    /** Changes the given fields only. An erased profile stays unchanged. */
    readonly change: (id: string, change: ProfileChange) => Promise<void>;
    /** Removes all personal data and records the erasure, also for an unknown id. */
    readonly erase: (given: { id: string; institutionId: string; at: Date }) => Promise<void>;
  };
  readonly inbox: Inbox;
};
