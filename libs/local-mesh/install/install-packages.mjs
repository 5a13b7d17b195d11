/**
 * Installs the JavaScript packages, everywhere: `npm start` and every other command (bootstrap.mjs), `npm run
 * setup`, CI, and services/Dockerfile. No package runs a script of its own, except those that `allowScripts`
 * of package.json names with their version. Runs on Node 20 and newer without installed packages.
 *
 *   node libs/local-mesh/install/install-packages.mjs [options of npm]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  faultsAfterInstallation,
  inspectPackages,
  markerFile,
  recordInstallation,
  removeDamage,
  removeInstallation,
  scriptHasRun,
} from './inspect-packages.mjs';
import { isBeingInstalled, whileOthersWait } from './installation-lock.mjs';

/** An installation that the user must repair; the message has the advice. */
export class InstallError extends Error {}

const nameOf = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/**
 * Sorts the packages of a lock that have a script of their own.
 *
 * @param lock package-lock.json, or npm's list of what it installed.
 * @param allowScripts `allowScripts` of package.json: `name@version` → true, `name` → false.
 * @returns the packages whose script may run, by path, and `name@version` of those that the list does not
 * name.
 */
export const sortInstallScripts = ({ packages = {} }, allowScripts = {}) => {
  const allowed = {};
  const unlisted = [];
  for (const [place, { version, hasInstallScript }] of Object.entries(packages)) {
    if (!hasInstallScript) continue;
    const pinned = `${nameOf(place)}@${version}`;
    if (allowScripts[pinned] === true) allowed[place] = pinned;
    else if (allowScripts[pinned] !== false && allowScripts[nameOf(place)] !== false) unlisted.push(pinned);
  }
  return { allowed, unlisted };
};

const readJson = (...names) => JSON.parse(readFileSync(path.join(...names), 'utf8'));

const runNpm = (root, args) => {
  const npm = process.env.npm_execpath;
  // npm removes the Node.js of node_modules, which may be the one that runs this program.
  const node = existsSync(process.execPath) ? process.execPath : 'node';
  const [command, ...first] = npm?.endsWith('.js') ? [node, npm] : ['npm'];
  const { status, error } = spawnSync(command, [...first, ...args, '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error?.code === 'ENOENT')
    throw new InstallError('npm was not found. Install Node.js 20 or newer with npm: https://nodejs.org');
  if (status !== 0) {
    throw new InstallError(
      `npm ${args[0]} failed; its message is above. Check the network and the free disk space, then start again.`,
    );
  }
};

/**
 * Installs what package-lock.json says, then runs the allowed scripts that have not run yet.
 *
 * @param relink makes the links of all commands again; npm makes those of new packages only.
 * @returns the packages with an allowed script, by path.
 */
const runInstallation = (root, { options = [], relink = false } = {}) => {
  const { allowScripts } = readJson(root, 'package.json');
  const { unlisted } = sortInstallScripts(readJson(root, 'package-lock.json'), allowScripts);
  if (unlisted.length > 0) {
    throw new InstallError(
      `These packages have a script that runs during the installation, and allowScripts of package.json does not name them: ${unlisted.join(', ')}.\nRead the scripts, then add "name@version": true, or "name": false.`,
    );
  }
  mkdirSync(path.join(root, 'node_modules'), { recursive: true });
  writeFileSync(markerFile(root), String(process.pid));
  runNpm(root, ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...options]);
  if (relink) runNpm(root, ['rebuild', '--ignore-scripts']);
  const { allowed } = sortInstallScripts(readJson(root, 'node_modules', '.package-lock.json'), allowScripts);
  const due = Object.keys(allowed).filter((name) => !scriptHasRun(root, name));
  if (due.length > 0) {
    const packages = new Set(due.map((name) => allowed[name]));
    runNpm(root, ['rebuild', '--ignore-scripts=false', ...packages]);
  }
  rmSync(markerFile(root), { force: true });
  return Object.keys(allowed);
};

const describe = (faults) => {
  const [first] = faults;
  const count = new Set(faults.map(({ path: name }) => name)).size;
  const more = count > 1 ? `, and ${count - 1} more` : '';
  return `${first.path} ${first.fault}${more}`;
};

const announcements = {
  absent: () => 'Installing JavaScript packages …',
  outdated: () => 'package-lock.json has changed. Installing JavaScript packages …',
  unfinished: () => 'An earlier installation did not finish. Installing JavaScript packages again …',
  damaged: (faults) => `node_modules is damaged: ${describe(faults)}. Installing these packages again …`,
};

/**
 * Installs all packages unless they are complete. Waits while another command installs them.
 *
 * @throws InstallError with advice.
 */
export const ensurePackages = (root, say) => {
  if (!isBeingInstalled(root) && inspectPackages(root).state === 'complete') return;
  const onWait = (pid) => say(`Process ${pid} installs JavaScript packages. Waiting …`);
  whileOthersWait(root, onWait, () => installMissing(root, say));
};

/** Repairs a half-installed node_modules, and begins from nothing when a repair is not enough. */
const installMissing = (root, say) => {
  const { state, faults } = inspectPackages(root);
  if (state === 'complete') return;
  say(announcements[state](faults));
  if (state === 'unfinished') removeInstallation(root);
  if (state === 'damaged') removeDamage(root, faults);
  let scripts = runInstallation(root, { relink: state === 'damaged' });
  if (faultsAfterInstallation(root).length > 0) {
    removeInstallation(root);
    scripts = runInstallation(root);
  }
  const left = faultsAfterInstallation(root);
  if (left.length > 0) {
    throw new InstallError(
      `npm ended without an error, but ${describe(left)}. Run \`npm cache verify\`, delete node_modules, and start again.`,
    );
  }
  recordInstallation(root, scripts);
};

const isCommand = process.argv[1] === fileURLToPath(import.meta.url);
if (isCommand) {
  try {
    const options = process.argv.slice(2);
    if (options.length > 0) runInstallation(process.cwd(), { options });
    else ensurePackages(process.cwd(), console.log);
  } catch (fault) {
    if (!(fault instanceof InstallError)) throw fault;
    console.error(`\n${fault.message}`);
    process.exit(1);
  }
}
