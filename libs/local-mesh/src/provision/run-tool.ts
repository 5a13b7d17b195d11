import { setPriority } from 'node:os';
import { execa } from 'execa';
import { signalGroup } from '../process/start-process.ts';
import { containersAdvice, LaunchError } from '../terminal/launch-error.ts';

export type Tool = {
  command: string;
  /** Its name in messages. */
  title: string;
  install: string;
};

export const python: Tool = {
  command: 'python3',
  title: 'Python 3 with pip',
  install: 'Install Python 3 and pip (Debian and Ubuntu: apt-get install python3-pip)',
};

export const go: Tool = {
  command: 'go',
  title: 'Go',
  install: 'Install Go 1.25 or newer from https://go.dev/dl/',
};

/** A build starts child processes. They are killed when the launcher exits. */
const running = new Set<number>();
process.on('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
});

/** Runs a registry's own client and returns its stdout. */
export const runTool = async (
  tool: Tool,
  args: string[],
  options: { purpose: string; cwd?: string; env?: Record<string, string>; onLine?: (line: string) => void },
): Promise<string> => {
  const child = execa(tool.command, args, {
    stdin: 'ignore',
    detached: true,
    ...(options.cwd ? { cwd: options.cwd } : {}),
    ...(options.env ? { env: options.env } : {}),
  });
  const { onLine } = options;
  if (onLine) {
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => onLine(text.trim().split('\n').at(-1) ?? ''));
  }
  const { pid } = child;
  if (pid !== undefined) {
    running.add(pid);
    lowerPriority(pid);
  }
  try {
    return (await child).stdout;
  } catch (fault) {
    throw explain(fault, tool, options.purpose);
  } finally {
    if (pid !== undefined) running.delete(pid);
  }
};

/**
 * Lowers the priority of a build: people wait for the mesh, so a build uses only the remaining processor
 * time.
 */
const lowerPriority = (pid: number): void => {
  try {
    setPriority(pid, 10);
  } catch {
    // The process has already ended, or the system forbids it. The build also works at normal priority.
  }
};

const explain = (fault: unknown, tool: Tool, purpose: string): unknown => {
  const { code, stderr } = fault as { code?: string; stderr?: string };
  if (code === 'ENOENT') {
    return new LaunchError(
      `${tool.title} is needed to ${purpose}, but was not found.`,
      `${tool.install}. ${containersAdvice}`,
      {
        cause: fault,
      },
    );
  }
  if (/No module named pip/.test(stderr ?? '')) {
    return new LaunchError(
      `Python has no pip, which is needed to ${purpose}.`,
      `${tool.install}. ${containersAdvice}`,
      {
        cause: fault,
      },
    );
  }
  if (/no space left on device/i.test(stderr ?? '')) return fault;
  const lastLines = (stderr ?? '').trim().split('\n').slice(-5).join('\n  ');
  return new LaunchError(
    `${tool.command} could not ${purpose}:\n  ${lastLines}`,
    `Check the network and start again. ${containersAdvice}`,
    { cause: fault },
  );
};
