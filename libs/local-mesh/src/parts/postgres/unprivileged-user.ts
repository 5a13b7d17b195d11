import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { containersAdvice, LaunchError } from '../../terminal/launch-error.ts';

export type Unprivileged = {
  user?: { uid: number; gid: number };
  /** Precedes the command line of the program. */
  prefix: string[];
};

/**
 * PostgreSQL refuses to run as root. When root starts it, it runs as the system's unprivileged user and
 * retains only the right to enter directories of root (a clone in /root, a temporary folder of mode 0700).
 * Without util-linux's setpriv it has no such right, and all its directories must be open to every user.
 */
export const unprivileged = async (): Promise<Unprivileged> => {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const user = await unprivilegedIds();
  const capability = '+dac_override';
  const prefix = ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  // initdb finds its sibling programs with access(2), which ignores the retained right without this
  // securebit.
  prefix.push('--securebits=+no_setuid_fixup', `--inh-caps=${capability}`, `--ambient-caps=${capability}`);
  const works = await promisify(execFile)(prefix[0] as string, [...prefix.slice(1), 'true']).then(
    () => true,
    () => false,
  );
  return works ? { prefix } : { prefix: [], user };
};

/** The ids of the unprivileged user that must own the data, or undefined when the launcher is not root. */
export const dataOwner = async (): Promise<{ uid: number; gid: number } | undefined> => {
  return process.getuid?.() === 0 ? unprivilegedIds() : undefined;
};

const unprivilegedIds = async (): Promise<{ uid: number; gid: number }> => {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  throw new LaunchError(
    'PostgreSQL does not run as root, and this system has no user "nobody" to run it as.',
    `Start as another user. ${containersAdvice}`,
  );
};
