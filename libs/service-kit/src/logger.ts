import { destination, type Logger, pino, stdTimeFunctions } from 'pino';
import { currentRequestContext } from './request-context.ts';
import { traceLogFields } from './telemetry/spans.ts';

export type { Logger } from 'pino';

/** Fields that never reach a log line, at up to three levels of an object. */
const secretPaths = [
  'password',
  'authorization',
  'accessToken',
  'refreshToken',
  'invitationToken',
  'email',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * Lines are buffered up to 4 096 bytes or 100 ms. One write per line would cost a request more time than its
 * routing.
 */
const bufferBytes = 4_096;
const flushMilliseconds = 100;

/**
 * JSON lines on stdout: `level`, `time` (RFC 3339), `service`, `msg`, and within a request `requestId`,
 * `trace_id`, `span_id`.
 *
 * @param service name on every line.
 * @param level a pino level.
 */
export const createLogger = ({ service, level = 'info' }: { service: string; level?: string }): Logger =>
  pino(
    {
      level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor: '[redacted]' },
      mixin: (line) => {
        const requestId = 'requestId' in line ? undefined : currentRequestContext()?.requestId;
        return {
          ...(requestId === undefined ? {} : { requestId }),
          ...traceLogFields(),
        };
      },
    },
    destination({ fd: 1, sync: false, minLength: bufferBytes, periodicFlush: flushMilliseconds }),
  );
