import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork as UnitOfWorkOf } from '@ai-teacher/service-kit/domain/unit-of-work.ts';

/** What the domain needs of the world, in its own words. */

/** Who asks, as the verified token says. */
export type Person = {
  readonly userId: string;
  readonly role: Role;
  readonly institutionId: string;
};

export type Profile = {
  readonly id: string;
  /** The name given at registration; null until that has been told. */
  readonly registeredName: string | null;
  /** The name the person chose later; it goes before the registered one. */
  readonly chosenName: string | null;
  readonly email: string | null;
  readonly locale: string;
  readonly timeZone: string;
  /** Set once the account is gone; then nothing personal is left here. */
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
    /** Makes an empty profile; one that is there already, erased or not, stays as it is. */
    readonly insertUnlessKnown: (person: Person, now: Date) => Promise<void>;
    /** Makes the profile or fills what only the registration knows; an erased one stays erased. */
    readonly fillFromRegistration: (registration: Registration) => Promise<void>;
    /** Changes what is named and nothing else; an erased profile stays as it is. */
    readonly change: (id: string, change: ProfileChange) => Promise<void>;
    /** Removes everything personal and remembers that the person is gone, known before or not. */
    readonly erase: (given: { id: string; institutionId: string; at: Date }) => Promise<void>;
  };
  readonly inbox: Inbox;
};

export type UnitOfWork = UnitOfWorkOf<Repositories>;

export type World = {
  readonly unitOfWork: UnitOfWork;
  readonly clock: { readonly now: () => Date };
};
