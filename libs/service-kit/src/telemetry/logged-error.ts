/**
 * The parts of an error that a log line may contain, by name. Messages of libraries and databases quote what
 * people wrote (a statement, a row, a token of JSON), so a line has the kind, the code and the place of a
 * failure instead.
 */

/** Properties of errors whose values are names or numbers of a system, never text of a person. */
const systemFields = [
  'code',
  'errno',
  'syscall',
  'address',
  'port',
  'status',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'dataType',
  'routine',
] as const;

/** A name as systems write them: an SQLSTATE, a constraint, an address. No blanks, so no sentence. */
const namePattern = /^[\w.:-]{1,100}$/;

/** `at name (file:line:column)`, or without a name. A line of a person's text may begin with "at", too. */
const framePattern = /^\s+at (?:[^()]{1,200} \()?(?:file:\/\/|node:|\/|[A-Z]:\\)[^\s()]+:\d+:\d+\)?$/;

/**
 * Frames of this repository's source, and of the clients of PostgreSQL and Redis. Their plain errors state
 * facts of the program and of its connections. What a server reports has a class of its own.
 */
const ourFramePattern =
  /\/(?:libs|services)\/(?!.*\/node_modules\/)[\w/.-]+\/src\/|\/node_modules\/(?:pg|pg-pool|ioredis)\//;

const maxCauses = 5;
const maxIssues = 20;

export type LoggedError = {
  readonly type: string;
  readonly message?: string;
  readonly stack?: string;
  readonly issues?: readonly string[];
  readonly cause?: LoggedError;
} & { readonly [Field in (typeof systemFields)[number]]?: string | number };

/**
 * The frames of a stack trace, without the message that precedes them.
 *
 * @param message removed first, because a message can contain lines that look like frames.
 */
export const stackFrames = (stack: string, message = ''): string[] =>
  (message === '' ? stack : stack.replaceAll(message, ''))
    .split('\n')
    .filter((line) => framePattern.test(line));

const systemFieldsOf = (error: Error): Record<string, string | number> => {
  const found: Record<string, string | number> = {};
  for (const field of systemFields) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === 'number' || (typeof value === 'string' && namePattern.test(value)))
      found[field] = value;
  }
  return found;
};

/** Where and how a value missed its schema: `input-kind at items.0.title`. A record's keys may be text. */
const issuesOf = (error: Error): { issues?: string[] } => {
  const issues: unknown = Reflect.get(error, 'issues');
  if (!Array.isArray(issues)) return {};
  const nameOf = (part: unknown): string =>
    typeof part === 'number' || (typeof part === 'string' && /^[a-z][A-Za-z]{0,40}$/.test(part))
      ? String(part)
      : '*';
  return {
    issues: issues
      .slice(0, maxIssues)
      .map(
        ({ code, path }) =>
          `${nameOf(String(code).replaceAll('_', ''))} at ${[path].flat().map(nameOf).join('.')}`,
      ),
  };
};

/** The messages of other sources, and of other classes, may quote a person. */
const messageOf = (error: Error, frames: readonly string[]): { message?: string } =>
  error.constructor === Error && ourFramePattern.test(frames[0] ?? '') ? { message: error.message } : {};

/** Serializes an error for a log line: named fields only, with its causes. */
export const loggedError = (error: unknown, depth = 0): LoggedError => {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = stackFrames(error.stack ?? '', error.message);
  const deeper = error.cause !== undefined && depth < maxCauses;
  return {
    type: namePattern.test(error.name) ? error.name : 'Error',
    ...messageOf(error, frames),
    ...systemFieldsOf(error),
    ...issuesOf(error),
    ...(frames.length === 0 ? {} : { stack: frames.join('\n') }),
    ...(deeper ? { cause: loggedError(error.cause, depth + 1) } : {}),
  };
};
