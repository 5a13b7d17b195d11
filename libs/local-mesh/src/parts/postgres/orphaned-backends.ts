import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { startTimeOf } from '../../process/process-identity.ts';
import { waitUntil } from '../../process/wait-until.ts';

/**
 * Kills what a killed server has left running. A process that computes does not notice the death of its
 * server, and PostgreSQL refuses to start while such a process uses the shared memory. Call it only when the
 * server of the data directory is dead. Finds nothing on systems without `/proc`.
 */
export const endOrphanedBackends = async (dataDirectory: string): Promise<void> => {
  const left = await processesIn(dataDirectory);
  for (const pid of left) kill(pid);
  await waitUntil(() => left.every((pid) => startTimeOf(pid) === undefined), {
    what: 'the end of the processes of a killed PostgreSQL',
    timeoutSeconds: 10,
  });
};

/** Every process of a server works in its data directory. A shell of the user may be there, too. */
const processesIn = async (dataDirectory: string): Promise<number[]> => {
  const folder = await realpath(dataDirectory);
  const entries = await readdir('/proc').catch(() => []);
  const found: number[] = [];
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue;
    const workingDirectory = await readlink(`/proc/${entry}/cwd`).catch(() => undefined);
    const program = await readFile(`/proc/${entry}/comm`, 'utf8').catch(() => '');
    if (workingDirectory === folder && program.trim() === 'postgres') found.push(Number(entry));
  }
  return found;
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
  }
};
