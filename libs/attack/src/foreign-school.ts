/** A class whose things the attackers must neither read nor change, and the attackers. */
export type School = {
  /** The ids of what belongs to the class, by kind: class, unit, document, exam, attempt, item, student, … */
  readonly ids: Readonly<Record<string, string>>;
  /** The name of a resource of the class, for `explainAccess`. */
  readonly resource: string;
  /** Words that occur only in titles, texts and names of the class. */
  readonly markers: readonly string[];
  readonly attackers: readonly { readonly what: string; readonly accessToken: string }[];
};
