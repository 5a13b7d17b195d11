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

/** Statements that wait for all transactions on a table, and let all later ones wait behind them. */
const strongLock = /\b(?:drop|add)\s+constraint\b|\bcreate\s+trigger\b|\bdrop\s+index\b/i;

/** Whether a migration may wait without an end for a lock of a table that other transactions use. */
export const waitsForLocks = (migration: string): boolean => {
  const text = withoutComments(migration);
  return strongLock.test(text) && !/lock_?timeout/i.test(text);
};
