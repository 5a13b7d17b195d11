import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';
import { waitUntil } from './wait-until.ts';

export type HeldLock = {
  release(): Promise<void>;
};

/**
 * Acquires the lock file for this process, or returns its holder. A lock whose holder is dead (killed,
 * machine restarted) is taken over.
 */
export const tryLock = async (file: string): Promise<HeldLock | { holder: ProcessIdentity }> => {
  await mkdir(path.dirname(file), { recursive: true });
  for (;;) {
    if (await createLock(file)) return { release: () => rm(file, { force: true }) };
    const holder = await readHolder(file);
    if (holder === 'gone') continue;
    if (holder !== 'dead') return { holder };
    await removeDead(file);
  }
};

/**
 * Acquires the lock and waits while another live process holds it. The wait has no deadline: a first build of
 * Jaeger takes 4 minutes on two free cores and more than 20 on busy ones. A fault of the file system ends it.
 */
export const lock = async (file: string, onWait?: (holder: ProcessIdentity) => void): Promise<HeldLock> => {
  let outcome = await tryLock(file);
  if ('holder' in outcome) onWait?.(outcome.holder);
  while ('holder' in outcome) {
    await pause(200);
    outcome = await tryLock(file);
  }
  return outcome;
};

/**
 * Removes the lock of a dead holder under a guard file, so that only one process at a time re-reads and
 * removes it. Without the guard, a process could remove the lock of a live process that took it over after
 * the read.
 */
const removeDead = async (file: string): Promise<void> => {
  const guard = `${file}.removal`;
  if (!(await createLock(guard))) {
    // Another process is removing the lock, or was killed while removing it.
    if ((await readHolder(guard)) === 'dead') await rm(guard, { force: true });
    return;
  }
  try {
    if ((await readHolder(file)) === 'dead') await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
};

const createLock = async (file: string): Promise<boolean> => {
  const self = identify(process.pid);
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(JSON.stringify(self));
    await handle.close();
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  }
};

const readHolder = async (file: string): Promise<ProcessIdentity | 'dead' | 'gone'> => {
  try {
    const holder = JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
    return isAlive(holder) ? holder : 'dead';
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    return awaitContent(file);
  }
};

/**
 * A lock is created first and written second. A lock that stays empty belongs to a process killed in between.
 */
const awaitContent = async (file: string): Promise<ProcessIdentity | 'dead' | 'gone'> => {
  try {
    return await waitUntil(
      async () => {
        const text = await readFile(file, 'utf8').catch(() => '{"pid":0,"startedAt":""}');
        const holder = JSON.parse(text) as ProcessIdentity;
        return isAlive(holder) ? holder : 'dead';
      },
      { what: 'the name of the lock holder', timeoutSeconds: 1 },
    );
  } catch {
    return 'dead';
  }
};
