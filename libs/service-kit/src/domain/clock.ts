export const dayMilliseconds = 86_400_000;

/** The source of the current time. Tests substitute a clock of their own. */
export type Clock = { readonly now: () => Date };

/** The source of ids and secrets. Tests substitute their own. */
export type Identifiers = {
  readonly uuid: () => string;
  /** Random bytes as base64url text. */
  readonly token: (bytes: number) => string;
};
