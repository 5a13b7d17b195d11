/**
 * Lets one command at a time install the packages of a checkout. Without the lock, a second command would
 * take the installation in progress for an interrupted one and delete it. Runs on Node 20 and newer without
 * installed packages.
 */
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const waitMilliseconds = 200;

/** Outside node_modules, which an installation may delete as a whole. */
const lockFile = (root) => path.join(root, '.installing');

/**
 * The start of a process, which together with its id names one process: systems reuse ids. Undefined when no
 * such process runs. Outside Linux only the id counts.
 */
const startOf = (pid) => {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0) && 'running';
    // proc_pid_stat(5): the command name in parentheses may contain spaces; the fields after it do not.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch (fault) {
    return fault.code === 'EPERM' ? 'running' : undefined;
  }
};

/** Whether a file names a process that runs. A file that cannot be read names none. */
const readHolder = (file) => {
  try {
    const { pid, start } = JSON.parse(readFileSync(file, 'utf8'));
    return { pid, isAlive: start !== undefined && startOf(pid) === start };
  } catch {
    return { isAlive: false };
  }
};

/** The file appears with its content, so no other command sees it empty. */
const take = (file) => {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }));
  try {
    linkSync(own, file);
    return true;
  } catch (fault) {
    if (fault.code !== 'EEXIST') throw fault;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
};

/** A rename succeeds for one of several commands only. The lock of a living process is put back. */
const removeDead = (file) => {
  const seized = `${file}.${process.pid}`;
  try {
    renameSync(file, seized);
    if (readHolder(seized).isAlive) linkSync(seized, file);
  } catch (fault) {
    if (fault.code !== 'ENOENT' && fault.code !== 'EEXIST') throw fault;
  } finally {
    rmSync(seized, { force: true });
  }
};

/** Whether a command may be installing the packages now. */
export const isBeingInstalled = (root) => existsSync(lockFile(root));

/**
 * Runs `work` while no other command installs the packages of `root`. A lock of a killed command is taken
 * over.
 *
 * @param onWait receives the id of the process that installs, once, before a wait.
 */
export const whileOthersWait = (root, onWait, work) => {
  const file = lockFile(root);
  for (let hasWaited = false; !take(file); ) {
    const { pid, isAlive } = readHolder(file);
    if (!isAlive) {
      removeDead(file);
      continue;
    }
    if (!hasWaited) onWait(pid);
    hasWaited = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMilliseconds);
  }
  try {
    work();
  } finally {
    rmSync(file, { force: true });
  }
};
