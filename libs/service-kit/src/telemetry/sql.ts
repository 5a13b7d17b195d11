/**
 * A statement as it may be shown: every literal replaced by `?`.
 * MikroORM writes the values into the text it sends, so the text that the driver reports holds whatever people wrote.
 */

/** Longer statements tell nothing more and cost room in every batch. */
const maxCharacters = 2_000;

/**
 * In order: E'' strings with backslashes, plain strings with doubled quotes (and B'', X'', U&'' before them),
 * dollar-quoted strings (group 1: their tag), comments (group 2), what is kept (group 3: quoted identifiers, parameters,
 * names), numbers. Groups are numbered, since an object of named ones for every word takes longer than all the rest.
 * An unfinished string or comment swallows the rest: what cannot be read is not shown.
 */
const tokenPattern = new RegExp(
  [
    String.raw`\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)`,
    String.raw`(?:\b(?:[bBxX]|[uU]&|[nN]))?'(?:[^']|'')*(?:'|$)`,
    String.raw`\$((?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$[\s\S]*?(?:\$\1\$|$)`,
    String.raw`(--[^\n]*|/\*[\s\S]*?(?:\*/|$))`,
    String.raw`("(?:[^"]|"")*(?:"|$)|\$\d+|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
    String.raw`0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?`,
  ].join('|'),
  'g',
);

/** Lists of placeholders differ in length only: `(?, ?, ?)` says no more than `(?)`. */
const placeholderListPattern = /\?(?:\s*,\s*\?)+/g;

/** Several rows of values say no more than one. */
const rowListPattern = /\(\?\)(?:\s*,\s*\(\?\))+/g;

/** Replaces the literals of a PostgreSQL statement; names, parameters and the shape stay. */
export const withoutLiterals = (statement: string): string => {
  const masked = statement.replace(
    tokenPattern,
    (_token, _tag, comment: string | undefined, kept: string | undefined) =>
      kept ?? (comment === undefined ? '?' : ''),
  );
  return masked
    .replaceAll(placeholderListPattern, '?')
    .replaceAll(rowListPattern, '(?)')
    .trim()
    .slice(0, maxCharacters);
};
