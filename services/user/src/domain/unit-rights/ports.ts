import type { InstitutionDays } from '../institution-time-zone/ports.ts';

export type UnitRights = {
  /**
   * The paths of the units of an institution in which a person is an admin on a day of the institution.
   * A path names the keys from the root to the unit, divided by dots.
   */
  readonly listAdministered: (institutionId: string, personId: string, day: string) => Promise<string[]>;
};

export type UnitRightsRepositories = { readonly unitRights: UnitRights; readonly days: InstitutionDays };
