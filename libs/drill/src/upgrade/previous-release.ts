import { execFile } from 'node:child_process';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';

const run = async (command: string, args: readonly string[], cwd = repositoryRoot): Promise<string> =>
  (await promisify(execFile)(command, args, { cwd, maxBuffer: 2 ** 28 })).stdout.trim();

/** A commit, and why it counts as the previous release. */
export type Release = { readonly commit: string; readonly reason: string };

/**
 * The previous release: the latest tag `v…` before this commit. A clone without tags has none, so the commit
 * before the latest new migration takes its place. Such a commit was never released and may not start.
 *
 * @param chosen a commit, a tag or a branch instead.
 */
export const findPreviousRelease = async (chosen?: string): Promise<Release> => {
  if (chosen !== undefined)
    return { commit: await run('git', ['rev-parse', `${chosen}^{commit}`]), reason: `chosen: ${chosen}` };
  const tag = await run('git', ['describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^']).catch(
    () => '',
  );
  if (tag !== '')
    return { commit: await run('git', ['rev-parse', `${tag}^{commit}`]), reason: `the tag ${tag}` };
  const changed = await run('git', [
    'log',
    '-1',
    '--diff-filter=A',
    '--format=%H',
    '--',
    ':(glob)services/*/migrations/*',
  ]);
  const commit = await run('git', ['rev-parse', `${changed}^`]).catch(() => {
    throw new LaunchError('This clone has no earlier commit.', 'Fetch the history: git fetch --unshallow');
  });
  return { commit, reason: 'this clone has no tag, so: the commit before the latest new migration' };
};

/** The files of a release in a folder, with the packages of this installation and its own workspaces. */
export const unpackRelease = async ({ commit }: Release, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const archive = `${folder}.tar`;
  await run('git', ['archive', '--output', archive, commit]);
  await run('tar', ['-xf', archive, '-C', folder]);
  await linkPackages(path.join(repositoryRoot, 'node_modules'), path.join(folder, 'node_modules'));
  for (const kind of ['libs', 'services'])
    for (const name of await readdir(path.join(folder, kind))) {
      const own = path.join(repositoryRoot, kind, name, 'node_modules');
      const target = path.join(folder, kind, name, 'node_modules');
      // Fails where a workspace has no packages of its own, or does not exist any more.
      await symlink(own, target).catch(() => undefined);
      const workspace = `@ai-teacher/${name}`;
      const link = path.join(folder, 'node_modules', workspace);
      if (kind === 'libs') await symlink(path.join(folder, kind, name), link);
    }
};

/** Links each package, and leaves out the workspaces of this repository. */
const linkPackages = async (from: string, to: string): Promise<void> => {
  await mkdir(path.join(to, '@ai-teacher'), { recursive: true });
  for (const name of await readdir(from))
    if (name !== '@ai-teacher') await symlink(path.join(from, name), path.join(to, name));
};

/** Migrates a database by the code in a folder. */
export const migrateBy =
  (folder: string) =>
  async (service: StoringService, databaseUrl: string): Promise<void> => {
    const program = path.join(folder, 'libs', 'service-kit', 'src', 'migrations', 'migrate-cli.ts');
    await promisify(execFile)(process.execPath, [program, service], {
      cwd: folder,
      env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
    });
  };
