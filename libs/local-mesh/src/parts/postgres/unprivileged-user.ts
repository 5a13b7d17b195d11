import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { LaunchError, otherWay } from '../../terminal/launch-error.ts';

export type Unprivileged = {
  user?: { uid: number; gid: number };
  /** Put before the command line of the program. */
  prefix: string[];
};

/**
 * PostgreSQL refuses to run as root. For root's sake it is run as `nobody`, keeping only the right to pass
 * through directories that root alone may enter (a clone in /root, a temporary folder of mode 0700); where
 * util-linux's setpriv is absent, plainly as `nobody`, which needs directories that everybody may pass.
 */
export const unprivileged = async (): Promise<Unprivileged> => {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const user = await nobody();
  const capability = '+dac_override';
  const prefix = ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  // Without the securebit, access(2), by which initdb looks for its siblings, would not heed the right that is kept.
  prefix.push('--securebits=+no_setuid_fixup', `--inh-caps=${capability}`, `--ambient-caps=${capability}`);
  const works = await promisify(execFile)(prefix[0] as string, [...prefix.slice(1), 'true']).then(
    () => true,
    () => false,
  );
  return works ? { prefix } : { prefix: [], user };
};

/** The ids of the unprivileged user that the data must belong to, or undefined when we are not root. */
export const dataOwner = async (): Promise<{ uid: number; gid: number } | undefined> => {
  return process.getuid?.() === 0 ? nobody() : undefined;
};

const nobody = async (): Promise<{ uid: number; gid: number }> => {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  throw new LaunchError(
    'PostgreSQL does not run as root, and this system has no user "nobody" to run it as.',
    `Start as another user. ${otherWay}`,
  );
};
