import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unseenAnswers } from './declared-answers.ts';
import { describeFailures, type SuiteReport } from './describe-failures.ts';
import { repositoryRoot } from './generated-files.ts';

type Check = readonly [name: string, command: string, args: readonly string[]];

/** The checks before the tests, in two lanes that run side by side. Each check counts as one test. */
const checkLanes: readonly (readonly Check[])[] = [
  [['types', 'tsc', ['-p', 'tsconfig.json']]],
  [
    ['lint', 'biome', ['check', '--error-on-warnings', '.']],
    ['generated files', 'node', ['libs/tooling/src/gen.ts', '--check']],
    ['imports', 'node', ['libs/tooling/src/rules/check-imports.ts']],
    ['exports', 'knip', ['--no-progress', '--no-config-hints']],
  ],
];

const bin = join(repositoryRoot, 'node_modules', '.bin');

type RunOptions = {
  readonly environment?: NodeJS.ProcessEnv;
  /** Receives what the program prints; otherwise it prints to the terminal. */
  readonly onOutput?: (text: string) => void;
};

/** @returns the exit code of the program. */
const run = (
  command: string,
  args: readonly string[],
  { environment = {}, onOutput }: RunOptions = {},
): Promise<number> =>
  new Promise((resolve) => {
    const output = onOutput ? 'pipe' : 'inherit';
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      stdio: ['ignore', output, output],
      env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}`, ...environment },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
    const stop = (signal: NodeJS.Signals) => child.kill(signal);
    process.on('SIGINT', stop).on('SIGTERM', stop);
    child.on('error', () => resolve(127));
    // Not `exit`: the last output may come after it.
    child.on('close', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(code ?? 1);
    });
  });

type JestReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly SuiteReport[];
};

type Counts = { readonly passed: number; readonly failed: number };

/** One more check after all tests: a test received every answer that a contract declares. */
const withDeclaredAnswers = ({ passed, failed }: Counts, log: string): Counts => {
  const unseen = unseenAnswers(log);
  for (const answer of unseen) process.stdout.write(`declared, but seen by no test: ${answer}\n`);
  return unseen.length === 0 ? { passed: passed + 1, failed } : { passed, failed: failed + 1 };
};

const runJest = async (patterns: readonly string[]): Promise<Counts> => {
  const folder = mkdtempSync(join(tmpdir(), 'ai-teacher-test-'));
  const report = join(folder, 'report.json');
  const answers = join(folder, 'answers.log');
  try {
    const args = [
      'node_modules/jest/bin/jest.js',
      '--config',
      'tests/jest.config.mjs',
      '--json',
      `--outputFile=${report}`,
    ];
    const code = await run('node', [...args, ...patterns], {
      environment: {
        NODE_OPTIONS:
          '--experimental-vm-modules --experimental-import-meta-resolve --disable-warning=ExperimentalWarning --max-semi-space-size=64',
        AI_TEACHER_ANSWER_LOG: answers,
      },
    });
    const read = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
    for (const line of describeFailures(read.testResults, repositoryRoot)) process.stdout.write(`${line}\n`);
    // A skipped test hides its result, so it counts as failed. A file that could not run counts as failed
    // too.
    const failed =
      read.numFailedTests + read.numPendingTests + read.numTodoTests + read.numRuntimeErrorTestSuites;
    const tests = { passed: read.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
    return patterns.length > 0 ? tests : withDeclaredAnswers(tests, readFileSync(answers, 'utf8'));
  } catch (cause) {
    process.stderr.write(`jest gave no report: ${String(cause)}\n`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Runs one check and prints its result with its output, which no other check interrupts. */
const passesCheck = async ([name, command, args]: Check): Promise<boolean> => {
  const startedAt = performance.now();
  let output = '';
  const code = await run(command, args, { onOutput: (text) => (output += text) });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${output}${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`);
  return code === 0;
};

const runChecks = async (): Promise<Counts> => {
  const results: boolean[] = [];
  await Promise.all(
    checkLanes.map(async (lane) => {
      for (const check of lane) results.push(await passesCheck(check));
    }),
  );
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
};

/**
 * `npm test`: runs every check, then every test on real parts. Patterns select tests.
 * Ends with the line `N passed, N failed`; exit code 1 when anything failed or nothing ran.
 */
const main = async (): Promise<void> => {
  const checks = await runChecks();
  const tests = await runJest(process.argv.slice(2));
  const failed = checks.failed + tests.failed;
  process.exitCode = failed === 0 && tests.passed > 0 ? 0 : 1;
  process.stdout.write(`\n${checks.passed + tests.passed} passed, ${failed} failed\n`);
};

await main();
