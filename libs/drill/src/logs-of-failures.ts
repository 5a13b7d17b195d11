import { type LogLine, readRequestLogs } from '@ai-teacher/local-mesh/traces/request-logs.ts';
import type { Failure } from './ledger.ts';

/** Further failures and lines are not read, because the first ones usually show the cause. */
const maxFailures = 10;
const maxLinesOfFailure = 12;

const textOf = (line: LogLine): string => JSON.stringify(line).slice(0, 400);

/** Reads the log lines of the processes of a mesh about failed requests. @returns the lines by request id. */
export const readLogsOf = async (
  failures: readonly Failure[],
  logFolder: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const logged = new Map<string, readonly string[]>();
  for (const { requestId } of failures.slice(0, maxFailures)) {
    const { lines } = await readRequestLogs(logFolder, requestId);
    logged.set(requestId, lines.slice(0, maxLinesOfFailure).map(textOf));
  }
  return logged;
};
