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

const commentPattern = /^\s*(\/\*\*|\/\/|\*)|\s\/\/ /;

/** Finds comment lines that are wider than {@link maxCommentColumns}. */
export const wideComments = (path: string, text: string): readonly string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      line.length > maxCommentColumns && commentPattern.test(line) ? [`${path}:${index + 1}`] : [],
    );

/**
 * Words and phrases of the project's former private English. The ten rules in CONTRIBUTING.md name the plain
 * word for each. "of now" and "at once" are read with a word boundary, so that "of nowhere" and "at onceover"
 * pass.
 */
const calquePattern = /\b(nobody|whoever|somebody|of now|at once|the own|told (are|is|of))\b/i;

/** Finds lines with a word or a phrase that the ten rules replace. */
export const calques = (path: string, text: string): readonly string[] =>
  text
    .split('\n')
    .flatMap((line, index) => (calquePattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));

const declarationPattern = /^(export )?(default )?(async )?function (\w+)/;
const assertionPattern = /\): (asserts \w|never\b)/;

/**
 * Finds top-level functions that are declared with `function`. Generators and functions that narrow types for
 * their caller (`asserts`, `never`) have no arrow form, and jest loads its global setup as a default export.
 */
export const functionDeclarations = (path: string, text: string): readonly string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      declarationPattern.test(line) && !line.includes(' default ') && !assertionPattern.test(line)
        ? [`${path}:${index + 1}: ${line.trim()}`]
        : [],
    );

const superlativePattern = /\b(most|longest|fewest|widest|shortest|lowest|highest)[A-Z]\w*/;

/** Finds names of bounds that do not begin with `max` or `min`. */
export const superlativeNames = (path: string, text: string): readonly string[] =>
  text.split('\n').flatMap((line, index) => {
    const [name] = superlativePattern.exec(line) ?? [];
    return name === undefined ? [] : [`${path}:${index + 1}: ${name}`];
  });

/** Finds double casts, which hide a type that should be declared. */
export const doubleCasts = (path: string, text: string): readonly string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      line.includes('as unknown as') ? [`${path}:${index + 1}: ${line.trim()}`] : [],
    );
