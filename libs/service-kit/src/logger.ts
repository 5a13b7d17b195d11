import { type Logger, pino, stdTimeFunctions } from 'pino';
import { currentRequestContext } from './request-context.ts';
import { traceLogFields } from './telemetry.ts';

export type { Logger } from 'pino';

/** Fields that never reach a log line, wherever an object carries them. */
const secretPaths = [
  'password',
  'authorization',
  'accessToken',
  'refreshToken',
  'invitationToken',
  'email',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * JSON lines on stdout: `level`, `time` (RFC 3339), `service`, `msg`, and within a request `requestId`, `trace_id`, `span_id`.
 *
 * @param service name that every line carries.
 * @param level a pino level.
 */
export const createLogger = ({ service, level = 'info' }: { service: string; level?: string }): Logger =>
  pino({
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretPaths, censor: '[redacted]' },
    mixin: () => {
      const requestId = currentRequestContext()?.requestId;
      return {
        ...(requestId === undefined ? {} : { requestId }),
        ...traceLogFields(),
      };
    },
  });
