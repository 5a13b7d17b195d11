import { access, mkdir, mkdtemp, readdir, rename, rm, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { lock } from '../process/file-lock.ts';
import { explainDiskFull, LaunchError } from '../terminal/launch-error.ts';

/** `report` receives short progress texts such as "downloading" for the launcher's list. */
export type Report = (text: string) => void;

export const cacheDirectory = (): string => {
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'ai-teacher');
};

export type CacheEntry = {
  /** Name, version and checksum: a change of any of them is a new entry. */
  key: string;
  /** The file inside the entry that is wanted. */
  file: string;
  /** Bytes that making the entry may need on the disk. */
  neededBytes: number;
  /** Fills the (new, empty) directory; nothing of it is seen by anybody before it is complete. */
  make: (directory: string, report: Report) => Promise<void>;
};

/**
 * The path of the entry's file, made first when it is missing. Made in a directory of another name and
 * moved into place, under a lock, so that two launchers neither collide nor do the work twice.
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

/** What a killed launcher left behind; we hold the lock, so nobody is at work in it. */
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
