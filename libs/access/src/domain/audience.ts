/** A class, a unit of the organisation with everything below it, or a whole institution. */
export type AudienceKey = `class:${string}` | `unit:${string}` | `institution:${string}`;

/** An entry of an audience, as requests and answers write it. */
export type AudienceEntry =
  | { readonly classId: string }
  | { readonly unitId: string }
  | { readonly institution: true };

/** The key of an entry of an audience in an institution. Ids are in lower case, as PostgreSQL writes them. */
export const audienceKey = (entry: AudienceEntry, institutionId: string): AudienceKey => {
  if ('classId' in entry) return classKey(entry.classId);
  if ('unitId' in entry) return unitKey(entry.unitId);
  return institutionKey(institutionId);
};

/** The keys of entries, each once, in the order of the entries. */
export const audienceKeys = (entries: readonly AudienceEntry[], institutionId: string): AudienceKey[] => [
  ...new Set(entries.map((entry) => audienceKey(entry, institutionId))),
];

/** The entry that a key stands for. */
export const audienceEntry = (key: AudienceKey): AudienceEntry => {
  const id = key.slice(key.indexOf(':') + 1);
  if (key.startsWith('class:')) return { classId: id };
  return key.startsWith('unit:') ? { unitId: id } : { institution: true };
};

export const classKey = (classId: string): AudienceKey => `class:${classId.toLowerCase()}`;
export const unitKey = (unitId: string): AudienceKey => `unit:${unitId.toLowerCase()}`;
export const institutionKey = (institutionId: string): AudienceKey =>
  `institution:${institutionId.toLowerCase()}`;
