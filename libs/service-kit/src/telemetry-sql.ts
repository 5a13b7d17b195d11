/**
 * A statement as it may be shown: every literal replaced by `?`.
 * MikroORM writes the values into the text it sends, so the text that the driver reports holds whatever people wrote.
 */

/** Longer statements tell nothing more and cost room in every batch. */
const MAX_CHARACTERS = 2_000;

/**
 * In order: E'' strings with backslashes, plain strings with doubled quotes (and B'', X'', U&'' before them),
 * dollar-quoted strings, comments, quoted identifiers (kept), parameters (kept), names (kept), numbers.
 * An unfinished string or comment swallows the rest: what cannot be read is not shown.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<escaped>\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$))`,
    String.raw`(?<plain>(?:\b(?:[bBxX]|[uU]&|[nN]))?'(?:[^']|'')*(?:'|$))`,
    String.raw`(?<dollar>\$(?<tag>(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$[\s\S]*?(?:\$\k<tag>\$|$))`,
    String.raw`(?<comment>--[^\n]*|/\*[\s\S]*?(?:\*/|$))`,
    `(?<identifier>"(?:[^"]|"")*(?:"|$))`,
    String.raw`(?<parameter>\$\d+)`,
    String.raw`(?<name>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
    String.raw`(?<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?|0[xXoObB][\da-fA-F_]+)`,
  ].join('|'),
  'g',
);

/** Lists of placeholders differ in length only: `(?, ?, ?)` says no more than `(?)`. */
const PLACEHOLDER_LIST = /\?(?:\s*,\s*\?)+/g;

/** Several rows of values say no more than one. */
const ROW_LIST = /\(\?\)(?:\s*,\s*\(\?\))+/g;

/** Replaces the literals of a PostgreSQL statement; names, parameters and the shape stay. */
export function withoutLiterals(statement: string): string {
  const masked = statement.replace(TOKEN, (token, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    if (groups.comment !== undefined) return '';
    const kept = groups.identifier ?? groups.parameter ?? groups.name;
    return kept === undefined ? '?' : token;
  });
  return masked.replaceAll(PLACEHOLDER_LIST, '?').replaceAll(ROW_LIST, '(?)').trim().slice(0, MAX_CHARACTERS);
}
