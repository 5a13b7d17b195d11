export type UnitRights = {
  /**
   * The paths of the units of an institution in which a person is an admin on the UTC day of a moment.
   * A path names the keys from the root to the unit, divided by dots.
   */
  readonly listAdministered: (institutionId: string, personId: string, at: Date) => Promise<string[]>;
};

export type UnitRightsRepositories = { readonly unitRights: UnitRights };
