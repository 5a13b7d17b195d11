/**
 * The rule of CONTRIBUTING.md, "Migrations": the previous version serves on the new schema, so a migration
 * only expands. Found are statements after which an insert or a query of the previous version fails.
 */
const contractions: Readonly<Record<string, RegExp>> = {
  'removes a column': /\bdrop\s+column\b/i,
  'removes a table': /\bdrop\s+table\b/i,
  'removes a function': /\bdrop\s+function\b/i,
  'removes a view': /\bdrop\s+view\b/i,
  'renames a table or a column': /\brename\b/i,
  'demands a value in a column': /\bset\s+not\s+null\b/i,
  'changes the type of a column': /\balter\s+column\s+\w+\s+(?:set\s+data\s+)?type\b/i,
};

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)(?:\/\/|--\s).*$/gm, '$1');

/** A further column that must have a value, and that an insert of the previous version leaves out. */
const addsDemandingColumn = (text: string): boolean =>
  [...text.matchAll(/\badd\s+column\b[^,;]*/gi)].some(
    ([column]) => /\bnot\s+null\b/i.test(column) && !/\b(?:default|generated)\b/i.test(column),
  );

/** The statements of a migration that break the previous version; empty when the migration only expands. */
export const contractionsIn = (migration: string): string[] => {
  const text = withoutComments(migration);
  return [
    ...Object.entries(contractions).flatMap(([what, pattern]) => (pattern.test(text) ? [what] : [])),
    ...(addsDemandingColumn(text) ? ['adds a column without a default that must have a value'] : []),
  ];
};

/** Whether a migration sets a timeout for its locks, which `migrateDatabase` sets for all of them. */
export const setsLockTimeout = (migration: string): boolean =>
  /lock_?timeout/i.test(withoutComments(migration));

/** Indexes that a migration adds to tables of an earlier one, and that it does not find when they exist. */
export const blockingIndexesIn = (migration: string): string[] => {
  const text = withoutComments(migration);
  const created = new Set(
    [...text.matchAll(/\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(\w+)/gi)].map(([, name]) => name),
  );
  const indexes = /\bcreate\s+(?:unique\s+)?index\s+(if\s+not\s+exists\s+)?(\w+)\s+on\s+(\w+)/gi;
  return [...text.matchAll(indexes)].flatMap(([, isFound, name = '', table]) =>
    isFound === undefined && !created.has(table) ? [name] : [],
  );
};
