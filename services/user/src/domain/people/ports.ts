import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Period } from '../academic-sessions/ports.ts';
import type { HeldRole } from '../classes/ports.ts';
import type { UnitRightsRepositories } from '../unit-rights/ports.ts';

export type Needs = {
  /** From 1 to 3. */
  readonly extraTimeFactor: number;
  readonly largeText: boolean;
  readonly readAloud: boolean;
};

/** A person of an institution. Erased people do not exist here. */
export type KnownPerson = {
  readonly id: string;
  readonly accountRole: Role;
  readonly registeredName: string | null;
  readonly chosenName: string | null;
  readonly locale: string;
  readonly timeZone: string;
  readonly needs: Needs;
};

/** The name that a person prefers. Empty until a name is known. */
export type DisplayName = { readonly id: string; readonly name: string };

/** A class that two people have, had or will have in common, with one role of each. */
export type CommonClass = {
  readonly period: Period;
  readonly caller: HeldRole;
  readonly person: HeldRole;
};

export type KnownPeople = {
  readonly find: (institutionId: string, id: string) => Promise<KnownPerson | undefined>;
  /** The names of those who belong to the institution and are not erased. */
  readonly listNames: (institutionId: string, ids: readonly string[]) => Promise<readonly DisplayName[]>;
  readonly listCommonClasses: (callerId: string, personId: string) => Promise<readonly CommonClass[]>;
  /** Whether a person is today a student of a class in a unit at or below one of these paths. */
  readonly isStudentWithin: (personId: string, paths: readonly string[], day: string) => Promise<boolean>;
  /** @returns the extra time with its new version, when this changed it. */
  readonly changeNeeds: (id: string, change: Partial<Needs>) => Promise<ChangedExtraTime | undefined>;
  /** The people whose extra time was ever changed, in the order of their ids. Erased people are left out. */
  readonly listExtraTimes: (page: {
    readonly after: string | undefined;
    readonly limit: number;
  }) => Promise<readonly PersonExtraTime[]>;
};

export type ChangedExtraTime = { readonly factor: number; readonly version: number };

export type PersonExtraTime = ChangedExtraTime & {
  readonly personId: string;
  readonly institutionId: string;
};

export type PersonRepositories = UnitRightsRepositories & { readonly knownPeople: KnownPeople };
