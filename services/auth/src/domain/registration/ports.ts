/** Counts requests by bucket in any hour, over all instances. */
export type RegistrationLimits = {
  /** Registrations without an invitation, per network and in the whole installation. */
  readonly registrations: {
    /**
     * Counts a registration. Throws Problem `rate-limited` when the network or the installation has used up
     * its hour, or `rate-limit-unavailable` when the registration cannot be counted.
     */
    readonly consume: (bucket: string) => Promise<void>;
    readonly giveBack: (bucket: string) => Promise<void>;
  };
  /** Invitation tokens that were not valid, per network. `consume` throws like that of registrations. */
  readonly invitationGuesses: { readonly consume: (bucket: string) => Promise<void> };
};
