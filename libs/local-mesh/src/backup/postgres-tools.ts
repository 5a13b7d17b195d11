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
 * `pg_dump` or `pg_restore` with a database. The password travels in the environment, not in the arguments.
 */
export type PostgresTool = (
  program: 'pg_dump' | 'pg_restore',
  database: { readonly url: string; readonly args: readonly string[] },
) => Promise<void>;

/** Finds the programs. @throws LaunchError when they cannot be had, and by the tool when a run fails. */
export const postgresTool = async (report: Report): Promise<PostgresTool> => {
  const { file } = await findBinary('pg_dump', report);
  const folder = path.dirname(file);
  return async (program, { url, args }) => {
    const address = new URL(url);
    const password = decodeURIComponent(address.password);
    address.password = '';
    const LD_LIBRARY_PATH = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(path.delimiter);
    await promisify(execFile)(path.join(folder, program), [`--dbname=${address.href}`, ...args], {
      env: { ...process.env, LD_LIBRARY_PATH, PGPASSWORD: password },
    }).catch((fault: { stderr?: string }) => {
      const reason = (fault.stderr ?? String(fault)).trim().split('\n').slice(-5).join('\n  ');
      throw new LaunchError(`${program} failed:\n  ${reason}`, 'Nothing that existed before was changed.', {
        cause: fault,
      });
    });
  };
};
