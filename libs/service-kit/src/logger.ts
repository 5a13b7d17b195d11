import {
  type DestinationStream,
  destination,
  type LogFn,
  type Logger as PinoLogger,
  pino,
  stdTimeFunctions,
} from 'pino';
import { currentRequestContext } from './request-context.ts';
import { loggedError } from './telemetry/logged-error.ts';
import { traceLogFields } from './telemetry/spans.ts';

/** The methods that write a line. Child loggers are left out, because their fields would bypass the list. */
export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'level'>;

/**
 * The fields of a log line. A line withholds every other field and lists its name in `withheld`, because only
 * a field in this list is known to contain no text of a person.
 */
const loggedFields = new Set([
  ...['service', 'requestId', 'trace_id', 'span_id', 'trace_flags', 'err', 'code', 'operation'],
  ...['method', 'route', 'path', 'status', 'durationMs', 'caller', 'userId', 'finished'],
  ...['task', 'jobId', 'attempt', 'final', 'scope', 'workerId', 'workers'],
  ...['signal', 'step', 'port', 'probePort', 'settings'],
]);

/** Values that stay as they are. Objects could contain fields that no list names. */
const isPlain = (value: unknown): boolean =>
  value === null || typeof value !== 'object' || (Array.isArray(value) && value.every(isPlain));

const onlyLoggedFields = (line: Record<string, unknown>): Record<string, unknown> => {
  const kept: Record<string, unknown> = {};
  const withheld: string[] = [];
  for (const [name, value] of Object.entries(line))
    if (loggedFields.has(name) && (name === 'err' || isPlain(value))) kept[name] = value;
    else withheld.push(name);
  return withheld.length === 0 ? kept : { ...kept, withheld };
};

/**
 * Lines are buffered up to 4 096 bytes or 100 ms. One write per line would cost a request more time than its
 * routing.
 */
const bufferBytes = 4_096;
const flushMilliseconds = 100;

const stdout = (): DestinationStream =>
  destination({ fd: 1, sync: false, minLength: bufferBytes, periodicFlush: flushMilliseconds });

/**
 * Receives the lines of a silent logger: none. The buffer of stdout has a timer that lasts as long as the
 * process and writes every 100 ms, also when the buffer is empty. In a process that had opened many apps
 * these writes took a tenth of the processor time.
 */
const nowhere: DestinationStream = { write: () => {} };

/** A line without a message would receive the message of its error, and an error alone becomes `err`. */
const withFixedMessage = (line: Parameters<LogFn>, write: LogFn): void => {
  const [given, message] = line as [unknown, unknown];
  if (typeof given === 'string') write({}, given);
  else write(given instanceof Error ? { err: given } : given, String(message ?? 'error'));
};

/**
 * JSON lines on stdout: `level`, `time` (RFC 3339), `service`, `msg`, and within a request `requestId`,
 * `trace_id`, `span_id`. A line contains the fields of `loggedFields` and no others; an error appears as
 * `telemetry/logged-error.ts` describes.
 *
 * @param service name on every line.
 * @param level a pino level.
 * @param output receives the lines instead of stdout. The default of a silent logger opens no stream.
 */
export const createLogger = ({
  service,
  level = 'info',
  output = level === 'silent' ? nowhere : stdout(),
}: {
  service: string;
  level?: string;
  output?: DestinationStream;
}): Logger =>
  pino(
    {
      level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: onlyLoggedFields,
      },
      serializers: { err: loggedError },
      hooks: {
        logMethod(line, write) {
          withFixedMessage(line, write.bind(this));
        },
      },
      mixin: (line) => {
        const requestId = 'requestId' in line ? undefined : currentRequestContext()?.requestId;
        return {
          ...(requestId === undefined ? {} : { requestId }),
          ...traceLogFields(),
        };
      },
    },
    output,
  );
