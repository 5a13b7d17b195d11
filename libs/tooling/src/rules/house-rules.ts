/**
 * Rules of CONTRIBUTING.md that no linter holds. Each function returns a line per breach, empty when the rule
 * holds.
 */

/** The number of source files that one folder below a `src/` may hold. */
export const maxFilesPerFolder = 12;

/** The width of a comment in columns. */
export const maxCommentColumns = 110;

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/**
 * Finds folders below `src/` with more source files than {@link maxFilesPerFolder}.
 *
 * @param paths of source files, from the root of the repository.
 */
export const crowdedFolders = (paths: readonly string[]): readonly string[] => {
  const inSource = paths.filter((path) => path.includes('/src/'));
  const byFolder = Map.groupBy(inSource, folderOf);
  return [...byFolder]
    .filter(([, files]) => files.length > maxFilesPerFolder)
    .map(([folder, files]) => `${folder}: ${files.length} files`);
};

/**
 * Applies a check to each line of a text.
 *
 * @param reportOf returns the report of a line, or undefined for a line without a breach.
 * @returns `path:line`, followed by the report when it is not empty.
 */
const breachesIn = (
  path: string,
  text: string,
  reportOf: (line: string) => string | undefined,
): readonly string[] =>
  text.split('\n').flatMap((line, index) => {
    const report = reportOf(line);
    if (report === undefined) return [];
    const place = `${path}:${index + 1}`;
    return [report === '' ? place : `${place}: ${report}`];
  });

const commentPattern = /^\s*(\/\*\*|\/\/|\*)|\s\/\/ /;

/** Finds comment lines that are wider than {@link maxCommentColumns}. */
export const wideComments = (path: string, text: string): readonly string[] =>
  breachesIn(path, text, (line) =>
    line.length > maxCommentColumns && commentPattern.test(line) ? '' : undefined,
  );

/**
 * Words and phrases of the project's former private English. The ten rules in CONTRIBUTING.md name the plain
 * word for each. Word boundaries let a longer word pass that only contains one of them.
 */
const calquePattern = /\b(nobody|whoever|somebody|of now|at once|the own|told (are|is|of))\b/i;

/** Finds lines with a word or a phrase that the ten rules replace. */
export const calques = (path: string, text: string): readonly string[] =>
  breachesIn(path, text, (line) => (calquePattern.test(line) ? line.trim() : undefined));

const declarationPattern = /^(export )?(default )?(async )?function (\w+)/;
const assertionPattern = /\): (asserts \w|never\b)/;

/**
 * Finds top-level functions that are declared with `function`. Generators and functions that narrow types for
 * their caller (`asserts`, `never`) have no arrow form, and jest loads its global setup as a default export.
 */
export const functionDeclarations = (path: string, text: string): readonly string[] =>
  breachesIn(path, text, (line) =>
    declarationPattern.test(line) && !line.includes(' default ') && !assertionPattern.test(line)
      ? line.trim()
      : undefined,
  );

const timePattern = /(performance\.now\(\)|Date\.now\(\)|\b\w*(elapsed|duration|took|stoppedIn)\w*)/i;
const upperBoundPattern = /toBeLessThan(?:OrEqual)?\((?:\w+ \+ )?([\d_]+)\)/;

/** The least bound of a time that only a hang exceeds, in milliseconds. */
export const minHangMilliseconds = 20_000;

/**
 * Finds assertions that this machine is fast: an upper bound of a measured time below
 * {@link minHangMilliseconds}.
 */
export const tightTimes = (path: string, text: string): readonly string[] =>
  breachesIn(path, text, (line) => {
    const bound = upperBoundPattern.exec(line)?.[1];
    const isTight = bound !== undefined && Number(bound.replaceAll('_', '')) < minHangMilliseconds;
    return isTight && timePattern.test(line) ? line.trim() : undefined;
  });

/**
 * Finds files that sign in or register through a client without repetitions. All programs of one address
 * share its budget of sign-ins, so any of them may be asked to wait.
 */
export const impatientSignIns = (path: string, text: string): readonly string[] => {
  const signsIn = /import \{[^}]*\b(?:signIn|register)\b[^}]*\}/.test(text);
  const isImpatient = /\bcreateEdgeClient\b/.test(text) && !/\bpatientRetries\b/.test(text);
  return signsIn && isImpatient ? [path] : [];
};

/** Finds presses that skip the checks of Playwright: they hit whatever has moved to that place. */
export const forcedPresses = (path: string, text: string): readonly string[] =>
  breachesIn(path, text, (line) => /\b(?:click|check|tap|hover)\(\{[^}]*force: true/.exec(line)?.[0]);

const superlativePattern = /\b(most|longest|fewest|widest|shortest|lowest|highest)[A-Z]\w*/;

/** Finds names of bounds that do not begin with `max` or `min`. */
export const superlativeNames = (path: string, text: string): readonly string[] =>
  breachesIn(path, text, (line) => superlativePattern.exec(line)?.[0]);

/** Finds double casts, which hide a type that should be declared. */
export const doubleCasts = (path: string, text: string): readonly string[] =>
  breachesIn(path, text, (line) => (line.includes('as unknown as') ? line.trim() : undefined));

const bareStringPattern = /\bz\s*\.\s*(?:coerce\s*\.\s*)?string\s*\(/g;

/** Finds `z.string()`, which admits a NUL, half a character and hidden controls. */
export const bareStrings = (path: string, text: string): readonly string[] =>
  [...text.matchAll(bareStringPattern)].map(
    ({ index }) =>
      `${path}:${text.slice(0, index).split('\n').length}: use a kind of libs/contracts/src/text.ts: text() or ` +
      'label() for what a person writes, secret() for a password, identifier() for tokens, ids and codes, ' +
      'shownText() or shownLabel() for what a service copies or answers, scannedMarkdown() for a checked answer',
  );
