/**
 * The entry to every command of the root package.json: `node libs/local-mesh/bootstrap.mjs <command>
 * [arguments]`. Runs on Node 20 and newer without installed packages. Installs the JavaScript packages when
 * they do not match package-lock.json or are incomplete, then runs the command with the Node that is one of
 * those packages.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages, InstallError } from './install/install-packages.mjs';

/** Command → its file, relative to the root of the repository. */
const commands = {
  start: 'libs/local-mesh/src/commands/start.ts',
  reset: 'libs/local-mesh/src/commands/reset.ts',
  test: 'libs/local-mesh/src/commands/test.ts',
  demo: 'libs/demo/src/demo.ts',
  attack: 'libs/attack/src/attack.ts',
  trace: 'libs/local-mesh/src/commands/trace.ts',
  bench: 'libs/bench/src/bench.ts',
  drill: 'libs/drill/src/drill.ts',
  plan: 'libs/capacity/src/plan.ts',
  'roster:make': 'libs/bench/src/make-roster.ts',
  backup: 'libs/local-mesh/src/commands/databases/backup.ts',
  restore: 'libs/local-mesh/src/commands/databases/restore.ts',
  'index:rebuild': 'libs/local-mesh/src/commands/databases/rebuild-index.ts',
  canary: 'libs/tooling/src/shift-canary.ts',
  'keys:rotate': 'libs/local-mesh/src/commands/rotate-keys.ts',
  'audit:gate': 'libs/tooling/src/supply-chain/run-audit-gate.ts',
  'images:pin': 'libs/tooling/src/supply-chain/pin-images.ts',
  'deploy:check': 'libs/tooling/src/manifests/check-deploy.ts',
  'test:compose': 'libs/tooling/src/compose/test-compose.ts',
};

/** Programs of one service: command → subject → its file. */
const programs = {
  bench: {
    answers: 'services/chat/bench/answers.ts',
    grading: 'services/exam/bench/grading.ts',
    items: 'services/exam/bench/items.ts',
  },
  train: {
    answerability: 'services/chat/bench/train-answerability.ts',
    grader: 'services/exam/bench/train-grader.ts',
  },
};

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const node = path.join(root, 'node_modules', '.bin', 'node');

const fail = (message) => {
  console.error(`\n${message}`);
  process.exit(1);
};

const installPackages = () => {
  try {
    ensurePackages(root, console.log);
  } catch (fault) {
    if (!(fault instanceof InstallError)) throw fault;
    fail(fault.message);
  }
};

/** npm forwards signals, but cannot forward SIGKILL. The command also ends when npm dies. */
const watchNpm = (onDeath) => {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) onDeath();
  }, 500).unref();
};

const runCommand = (name, args) => {
  const own = Object.hasOwn(programs[name] ?? {}, args[0] ?? '');
  const file = own ? [programs[name][args[0]], ...args.slice(1)] : [commands[name], ...args];
  const child = spawn(node, [path.join(root, file[0]), ...file.slice(1)], {
    cwd: root,
    // The IPC channel closes when this process is killed, so the command notices that.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // The compiled code of the launcher and its libraries is cached for the next start.
    env: { NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'compiled'), ...process.env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  watchNpm(() => child.kill('SIGTERM'));
  child.on('error', (fault) => fail(`Could not run ${node}: ${fault.message}`));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
};

const [name, ...args] = process.argv.slice(2);
const names = [...new Set([...Object.keys(commands), ...Object.keys(programs)])];
if (!names.includes(name)) fail(`Commands: ${names.join(', ')}`);
if (!Object.hasOwn(commands, name) && !Object.hasOwn(programs[name], args[0] ?? ''))
  fail(`Usage: npm run ${name} ${Object.keys(programs[name]).join('|')}`);
installPackages();
runCommand(name, args);
