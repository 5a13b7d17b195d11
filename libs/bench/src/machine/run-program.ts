import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

/**
 * Runs a measuring program of a service in a process of its own, because libraries import no service.
 *
 * @param program its file, relative to the repository.
 * @returns the JSON that it prints.
 * @throws Error with the output of a program that fails.
 */
export const runProgram = async (program: string, input: unknown): Promise<unknown> => {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(repositoryRoot, program)],
    { stdio: ['pipe', 'pipe', 'pipe'], cwd: repositoryRoot },
  );
  const ended = new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  );
  child.stdin.end(JSON.stringify(input));
  const [printed, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${complaint.trim()}`);
  return JSON.parse(printed);
};
