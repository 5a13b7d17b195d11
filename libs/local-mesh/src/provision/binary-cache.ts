import { access, mkdir, mkdtemp, readdir, rename, rm, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { lock } from '../process/file-lock.ts';
import { explainDiskFull, LaunchError } from '../terminal/launch-error.ts';

/** Receives short progress texts such as "downloading" for the launcher's list. */
export type Report = (text: string) => void;

export const cacheDirectory = (): string => {
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'ai-teacher');
};

export type CacheEntry = {
  /** Name, version and checksum. A change of any of them makes a new entry. */
  key: string;
  /** The requested file inside the entry. */
  file: string;
  /** Disk space that making the entry may need. */
  neededBytes: number;
  /** Fills the new, empty directory. The entry becomes visible only when it is complete. */
  make: (directory: string, report: Report) => Promise<void>;
};

/**
 * Returns the path of the entry's file and makes the entry first when it is missing. An entry is made under a
 * lock in a directory of another name, then moved, so that two launchers neither collide nor do the work
 * twice.
 */
export const cached = async (entry: CacheEntry, report: Report): Promise<string> => {
  const root = path.join(cacheDirectory(), 'binaries');
  const wanted = path.join(root, entry.key, entry.file);
  if (await exists(wanted)) return wanted;
  await mkdir(root, { recursive: true });
  const held = await lock(path.join(root, `${entry.key}.lock`), ({ pid }) =>
    report(pid === process.pid ? 'being prepared' : `being prepared by process ${pid}`),
  );
  try {
    if (!(await exists(wanted))) await make(entry, root, report);
    return wanted;
  } catch (fault) {
    throw explainDiskFull(fault, root);
  } finally {
    await held.release();
  }
};

const make = async (entry: CacheEntry, root: string, report: Report): Promise<void> => {
  await removeUnfinished(root, entry.key);
  await requireSpace(root, entry.neededBytes);
  const unfinished = await mkdtemp(path.join(root, `${entry.key}.unfinished-`));
  try {
    await entry.make(unfinished, report);
    await rm(path.join(root, entry.key), { recursive: true, force: true });
    await rename(unfinished, path.join(root, entry.key));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
};

/** Removes what a killed launcher left. This process holds the lock, so no other process works there. */
const removeUnfinished = async (root: string, key: string): Promise<void> => {
  const names = (await readdir(root)).filter((name) => name.startsWith(`${key}.unfinished-`));
  await Promise.all(names.map((name) => rm(path.join(root, name), { recursive: true, force: true })));
};

const requireSpace = async (directory: string, neededBytes: number): Promise<void> => {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= neededBytes) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new LaunchError(
    `Only ${megabytes(bavail * bsize)} are free in ${directory}; ${megabytes(neededBytes)} are needed.`,
    'Free some space, or point XDG_CACHE_HOME to a larger disk, and start again.',
  );
};

const exists = async (file: string): Promise<boolean> => {
  return access(file).then(
    () => true,
    () => false,
  );
};
