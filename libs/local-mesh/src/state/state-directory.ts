import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The root of the repository. Parts start in it, and paths of the plan are relative to it. */
export const repositoryRoot = path.resolve(import.meta.dirname, '..', '..', '..', '..');

/** The paths of all files of one mesh. `npm run reset` deletes them. */
export type StateDirectory = {
  root: string;
  logs: string;
  certificates: string;
  authority: string;
  /** Rendered Envoy and collector files. */
  configuration: string;
  data(part: string): string;
  logFile(part: string): string;
  launcherLock: string;
  ledger: string;
  secrets: string;
  credentials: string;
};

export const stateDirectory = (chosen: string | undefined): StateDirectory => {
  const root = path.resolve(repositoryRoot, chosen || '.local');
  const inside = (...names: string[]) => path.join(root, ...names);
  return {
    root,
    logs: inside('logs'),
    certificates: inside('certificates'),
    authority: inside('authority'),
    configuration: inside('configuration'),
    data: (part) => inside('data', part),
    logFile: (part) => inside('logs', `${part}.log`),
    launcherLock: inside('launcher.lock'),
    ledger: inside('processes.json'),
    secrets: inside('secrets.json'),
    credentials: inside('credentials.json'),
  };
};

/**
 * Writes JSON atomically to a file that only its owner may read. A power cut leaves the old content or the
 * new one: without its secrets an installation is lost.
 */
export const writePrivately = async (file: string, content: unknown): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
};
