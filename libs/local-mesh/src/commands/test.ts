/** `npm test`: provisions every program that the tests run, then runs the checks and tests. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { type BinaryName, binaries } from '../provision/binaries.ts';
import { findBinary } from '../provision/find-binary.ts';
import { repositoryRoot } from '../state/state-directory.ts';
import { plainProgress } from '../terminal/progress.ts';
import { runCommand } from './run-command.ts';

const test = async (): Promise<void> => {
  const progress = plainProgress((line) => console.log(line));
  // One after the other: two concurrent builds take no less time, and the messages stay readable.
  const needed = (Object.keys(binaries) as BinaryName[]).filter((name) => !binaries[name].forNoTest);
  for (const name of needed) {
    await findBinary(name, (text) => progress.working(name, text));
  }
  const runner = path.join(repositoryRoot, 'libs', 'tooling', 'src', 'run-tests.ts');
  const child = spawn(process.execPath, [runner, ...process.argv.slice(2)], {
    cwd: repositoryRoot,
    stdio: ['inherit', 'inherit', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.on('disconnect', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
};

await runCommand(test);
