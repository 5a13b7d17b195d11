import { describeEnd, lastLogLines, type RunningProcess, startProcess } from '../process/start-process.ts';
import { waitUntil } from '../process/wait-until.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import type { Part } from './part.ts';

export type RunPartOptions = {
  logFile: string;
  /** Called when the process exists, before it is healthy, so that a cleanup can already end it. */
  onStarted?: ((running: RunningProcess) => void | Promise<void>) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Starts a part and waits until it is healthy. @throws LaunchError with its last log lines when it fails to.
 */
export const runPart = async (
  part: Part,
  { logFile, onStarted, signal }: RunPartOptions,
): Promise<RunningProcess> => {
  const running = await startProcess({ ...(await part.prepare()), name: part.name, logFile });
  try {
    await onStarted?.(running);
    await untilHealthy(part, running, signal);
    return running;
  } catch (fault) {
    await running.stop(part.stopGraceSeconds);
    throw fault;
  }
};

const untilHealthy = async (part: Part, running: RunningProcess, signal?: AbortSignal): Promise<void> => {
  let end: string | undefined;
  running.ended.then((outcome) => {
    end = describeEnd(outcome);
  });
  const what = `health of ${part.name}`;
  const options = { what, timeoutSeconds: part.startSeconds, everyMilliseconds: 40, signal };
  const state = await waitUntil(
    async () => (end ? 'ended' : (await part.isHealthy()) && 'healthy'),
    options,
  ).catch((fault: unknown) => {
    if (signal?.aborted) throw fault;
    return 'unhealthy' as const;
  });
  if (state === 'healthy') return;
  const sentence =
    state === 'ended'
      ? `${part.name} ${end}`
      : `${part.name} did not become healthy within ${part.startSeconds} s`;
  throw new LaunchError(
    `${sentence}. The last lines of its log:\n${indent(await lastLogLines(running.logFile))}`,
    `The whole log: ${running.logFile}`,
  );
};

export const indent = (text: string): string => {
  return text.replace(/^/gm, '  ');
};
