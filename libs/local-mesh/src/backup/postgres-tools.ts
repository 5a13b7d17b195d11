import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Report } from '../provision/binary-cache.ts';
import { findBinary } from '../provision/find-binary.ts';
import { LaunchError } from '../terminal/launch-error.ts';

/** Where a server is, as its superuser: `postgres://postgres:…@127.0.0.1:5432/postgres`. */
export type ServerUrl = string;

export const databaseUrlOf = (server: ServerUrl, database: string): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};

/**
 * `pg_dump` or `pg_restore` with a database, or with a file alone. The password travels in the environment,
 * not in the arguments.
 */
export type PostgresTool = (
  program: 'pg_dump' | 'pg_restore',
  run: { readonly url?: string; readonly args: readonly string[]; readonly advice: string },
) => Promise<void>;

/** Finds the programs. @throws LaunchError when they cannot be had, and by the tool when a run fails. */
export const postgresTool = async (report: Report): Promise<PostgresTool> => {
  const { file } = await findBinary('pg_dump', report);
  const folder = path.dirname(file);
  return async (program, { url, args, advice }) => {
    const { database, PGPASSWORD } = url === undefined ? { database: [] } : connectionOf(url);
    const LD_LIBRARY_PATH = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(path.delimiter);
    await promisify(execFile)(path.join(folder, program), [...database, ...args], {
      env: { ...process.env, LD_LIBRARY_PATH, PGPASSWORD },
    }).catch((fault: { stderr?: string }) => {
      const reason = (fault.stderr ?? String(fault)).trim().split('\n').slice(-5).join('\n  ');
      throw new LaunchError(`${program} failed:\n  ${reason}`, advice, { cause: fault });
    });
  };
};

const connectionOf = (url: string) => {
  const address = new URL(url);
  const PGPASSWORD = decodeURIComponent(address.password);
  address.password = '';
  return { database: [`--dbname=${address.href}`], PGPASSWORD };
};
