import { spawn } from 'node:child_process';

export type CommandOptions = {
  cwd?: string;
  /** Added to the environment of this process. */
  env?: Record<string, string>;
  /** Prints the output immediately; otherwise it is returned. */
  show?: boolean;
  /** A file descriptor or text for its standard input. */
  input?: string;
};

/** A failed command; the message has its last lines of output. */
export class CommandFailed extends Error {
  override name = 'CommandFailed';
}

/** Runs a program to its end and returns what it printed on stdout. @throws CommandFailed */
export const runCommand = (
  command: string,
  args: string[],
  options: CommandOptions = {},
): Promise<string> => {
  const { cwd, env, show = false, input } = options;
  const child = spawn(command, args, {
    stdio: [input === undefined ? 'ignore' : 'pipe', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd ? { cwd } : {}),
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed.stderr += text;
  });
  child.stdin?.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new CommandFailed(`${command} could not be run`, { cause })));
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(printed.stdout);
      const lastLines = (printed.stderr || printed.stdout).trim().split('\n').slice(-15).join('\n  ');
      const words = [command, ...args].join(' ').slice(0, 200);
      reject(new CommandFailed(`${words} ended with ${signal ?? code}:\n  ${lastLines}`));
    });
  });
};

/** Whether a command succeeds; its output is ignored. */
export const succeeds = (command: string, args: string[]): Promise<boolean> => {
  return runCommand(command, args).then(
    () => true,
    () => false,
  );
};
