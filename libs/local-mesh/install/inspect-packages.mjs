/**
 * Finds out whether node_modules is complete. An installation can end half-way: npm was stopped, the disk
 * was full, a folder was deleted or copied without its links. Runs on Node 20 and newer without installed
 * packages.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/**
 * npm's own list of what it installed. npm writes it last, so it is missing after an interrupted
 * installation.
 */
const npmList = (root) => path.join(root, 'node_modules', '.package-lock.json');
/** Our record of a complete installation: the fingerprint of the lock and of every package. */
const recordFile = (root) => path.join(root, 'node_modules', '.installed.json');
/** Exists while we install. A later start that finds it knows that the installation was interrupted. */
export const markerFile = (root) => path.join(root, 'node_modules', '.installing');

const readJson = (file) => {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The fingerprint of package-lock.json and of this platform, whose optional packages npm chooses. */
const lockPrint = (root) =>
  createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');

/** The paths of the packages that npm installed, links of workspaces included. */
const installedPaths = (list) =>
  Object.keys(list.packages ?? {}).filter((name) => /(^|\/)node_modules\//.test(name));

/** Number of files below a folder, without the packages nested in it. */
const countFiles = (folder) => {
  let count = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) count += 1;
    else if (entry.name !== 'node_modules') count += countFiles(path.join(folder, entry.name));
  }
  return count;
};

/** Number of files of a package, and the bytes of those beside its package.json. */
const packagePrint = (folder) => {
  const link = lstatSync(folder).isSymbolicLink();
  if (link) return `link ${path.relative(path.dirname(folder), realpathSync(folder))}`;
  const top = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = top.reduce((sum, { name }) => sum + lstatSync(path.join(folder, name)).size, 0);
  return `${countFiles(folder)} files, ${bytes} bytes`;
};

const printOf = (folder) => {
  try {
    return packagePrint(folder);
  } catch {
    return 'missing';
  }
};

/** Every command with the size of the program behind it; `missing` for a link to nothing or an empty file. */
const commandsOf = (root) => {
  const folder = path.join(root, 'node_modules', '.bin');
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      `node_modules/.bin/${name}`,
      statSync(path.join(folder, name), { throwIfNoEntry: false })?.size || 'missing',
    ]),
  );
};

const printsOf = (root, list) => ({
  ...Object.fromEntries(installedPaths(list).map((name) => [name, printOf(path.join(root, name))])),
  ...commandsOf(root),
});

/** The files that a package names as its entry points. */
const entryPoints = ({ main, bin }) => [
  ...(typeof main === 'string' && main !== '' ? [main] : []),
  ...(typeof bin === 'string' ? [bin] : Object.values(bin ?? {})),
];

/** The file, or what Node would load for it: the same name with an ending, or the index of a folder. */
const isLoadable = (file) =>
  ['', '.js', '.cjs', '.mjs', '.json', '.node', '/index.js', '/index.json'].some((end) =>
    existsSync(file + end),
  );

const faultOfPackage = (root, name, entry) => {
  const folder = path.join(root, name);
  if (entry.link) {
    const target = path.join(root, entry.resolved ?? '');
    if (!existsSync(folder) || !existsSync(target)) return 'is missing';
    return realpathSync(folder) === realpathSync(target) ? undefined : 'leads to another folder';
  }
  if (!existsSync(folder)) return 'is missing';
  const manifest = readJson(path.join(folder, 'package.json'));
  if (!manifest) return 'has no readable package.json';
  if (manifest.version !== entry.version) return `has version ${manifest.version}, not ${entry.version}`;
  const files = entryPoints(manifest);
  // Some packages are published without their `main`, so one entry point is enough.
  const isEmpty = files.length > 0 && !files.some((file) => isLoadable(path.join(folder, file)));
  return isEmpty ? `lacks its file ${files[0]}` : undefined;
};

/** Faults that package.json files and npm's list show without our record. */
const faultsOfStructure = (root, list) => {
  const faults = installedPaths(list).map((name) => ({
    path: name,
    fault: faultOfPackage(root, name, list.packages[name]),
  }));
  return [...faults.filter(({ fault }) => fault !== undefined), ...absentCommands(root, list)];
};

/** Packages of the lock that npm's list lacks. npm leaves out optional packages of other platforms. */
const lackingPackages = (root, list) => {
  const lock = readJson(path.join(root, 'package-lock.json')) ?? {};
  return installedPaths(lock)
    .filter((name) => !list.packages[name] && !lock.packages[name].optional)
    .map((name) => ({ path: name, fault: 'is missing' }));
};

/** Commands of packages of the root that no link in node_modules/.bin reaches. */
const absentCommands = (root, list) => {
  const commands = commandsOf(root);
  const owned = installedPaths(list).filter((name) => name.lastIndexOf('node_modules/') === 0);
  return owned
    .flatMap((name) => Object.keys(list.packages[name].bin ?? {}))
    .map((name) => `node_modules/.bin/${name}`)
    .filter((command) => (commands[command] ?? 'missing') === 'missing')
    .map((command) => ({ path: command, fault: 'is missing' }));
};

/**
 * The state of an installation.
 *
 * @returns `state`: `complete`; `absent`, nothing is installed; `outdated`, package-lock.json has changed;
 *   `unfinished`, npm did not reach its end; `damaged`, the named packages are not as npm installed them.
 */
export const inspectPackages = (root) => {
  if (!existsSync(path.join(root, 'node_modules'))) return { state: 'absent', faults: [] };
  const list = readJson(npmList(root));
  if (existsSync(markerFile(root)) || !list) return { state: 'unfinished', faults: [] };
  const record = readJson(recordFile(root));
  const faults = [...faultsOfStructure(root, list), ...faultsByRecord(root, list, record?.prints ?? {})];
  if (faults.length > 0) return { state: 'damaged', faults };
  return { state: record?.lock === lockPrint(root) ? 'complete' : 'outdated', faults };
};

const faultsByRecord = (root, list, prints) => {
  const now = Object.keys(prints).length > 0 ? printsOf(root, list) : {};
  return Object.keys(prints)
    .filter((name) => now[name] !== prints[name])
    .map((name) => ({ path: name, fault: 'is not as npm installed it' }));
};

/** Faults right after an installation. An empty list means that every package is there. */
export const faultsAfterInstallation = (root) => {
  const list = readJson(npmList(root));
  if (!list) return [{ path: 'node_modules', fault: 'has no list of npm' }];
  return [...faultsOfStructure(root, list), ...lackingPackages(root, list)];
};

/**
 * Records a complete installation.
 *
 * @param scripts the packages whose scripts have run, by path.
 */
export const recordInstallation = (root, scripts) => {
  const prints = printsOf(root, readJson(npmList(root)));
  writeFileSync(recordFile(root), JSON.stringify({ lock: lockPrint(root), prints, scripts }));
};

/** Whether the script of a package has run, and the package is as the script left it. */
export const scriptHasRun = (root, name) => {
  const record = readJson(recordFile(root));
  return (record?.scripts ?? []).includes(name) && record.prints[name] === printOf(path.join(root, name));
};

/** Deletes the damaged packages, so that npm installs them again, and every list that says they are there. */
export const removeDamage = (root, faults) => {
  for (const { path: name } of faults) {
    // A package of a workspace's own folder, or a link to the workspace: never the workspace itself.
    if (/(^|\/)node_modules\//.test(name)) rmSync(path.join(root, name), { recursive: true, force: true });
  }
  // npm restores a command only together with its package, so all links are made again.
  rmSync(path.join(root, 'node_modules', '.bin'), { recursive: true, force: true });
  rmSync(npmList(root), { force: true });
};

/** Deletes everything that npm installed, in the folders of workspaces too. */
export const removeInstallation = (root) => {
  const { packages = {} } = readJson(path.join(root, 'package-lock.json')) ?? {};
  const workspaces = Object.keys(packages).filter((name) => name !== '' && !name.includes('node_modules'));
  for (const folder of ['', ...workspaces])
    rmSync(path.join(root, folder, 'node_modules'), { recursive: true, force: true });
};
