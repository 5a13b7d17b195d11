/**
 * The entry to every command of the root package.json: `node libs/local-mesh/bootstrap.mjs <command>
 * [arguments]`. Runs on Node 20 and newer without installed packages. Installs the JavaScript packages when
 * they do not match package-lock.json, then runs the command with the Node that is one of those packages.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Command → its file, relative to the root of the repository. */
const commands = {
  start: 'libs/local-mesh/src/commands/start.ts',
  reset: 'libs/local-mesh/src/commands/reset.ts',
  test: 'libs/local-mesh/src/commands/test.ts',
  demo: 'libs/demo/src/demo.ts',
  attack: 'libs/attack/src/attack.ts',
  trace: 'libs/local-mesh/src/commands/trace.ts',
  bench: 'libs/bench/src/bench.ts',
  'keys:rotate': 'libs/local-mesh/src/commands/rotate-keys.ts',
  'test:compose': 'libs/tooling/src/compose/test-compose.ts',
};

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const node = path.join(root, 'node_modules', '.bin', 'node');
const stamp = path.join(root, 'node_modules', '.installed-lock');

const fail = (message) => {
  console.error(`\n${message}`);
  process.exit(1);
};

const lockHash = () => {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
};

const installPackages = () => {
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()) return;
  console.log('Installing JavaScript packages (npm install) …');
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const flags = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(command, [...first, ...flags], { cwd: root, stdio: 'inherit' });
  if (error?.code === 'ENOENT')
    fail('npm was not found. Install Node.js 20 or newer with npm: https://nodejs.org');
  if (status !== 0) {
    fail(
      'npm install failed; its message is above. Check the network and the free disk space, then start again.',
    );
  }
  if (!existsSync(node))
    fail('The installed packages contain no Node.js for this machine. Remove node_modules and start again.');
  writeFileSync(stamp, lockHash());
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
  const child = spawn(node, [path.join(root, commands[name]), ...args], {
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
if (!Object.hasOwn(commands, name ?? '')) fail(`Commands: ${Object.keys(commands).join(', ')}`);
installPackages();
runCommand(name, args);
