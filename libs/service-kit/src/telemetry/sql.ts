/**
 * Replaces every literal of a statement by `?`. MikroORM writes the values into the statement text, so the
 * text that the driver reports contains what people wrote.
 */

/** Longer statements add no information and take room in every batch. */
const maxCharacters = 2_000;

/**
 * In order: E'' strings with backslashes, plain strings with doubled quotes (and B'', X'', U&'' before them),
 * dollar-quoted strings (group 1: their tag), comments (group 2), retained text (group 3: quoted identifiers,
 * parameters, names), numbers. Groups are numbered, because an object of named groups per token takes longer
 * than all the rest. An unfinished string or comment removes the rest of the statement, because its literals
 * cannot be recognised.
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

/** Lists of placeholders differ only in length, so `(?, ?, ?)` becomes `(?)`. */
const placeholderListPattern = /\?(?:\s*,\s*\?)+/g;

/** Several rows of values become one row. */
const rowListPattern = /\(\?\)(?:\s*,\s*\(\?\))+/g;

/** Replaces the literals of a PostgreSQL statement and retains names, parameters and structure. */
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
