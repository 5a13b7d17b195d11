import { execFile } from 'node:child_process';
import { mkdir, readdir, realpath, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';

const run = async (command: string, args: readonly string[], cwd = repositoryRoot): Promise<string> =>
  (await promisify(execFile)(command, args, { cwd, maxBuffer: 2 ** 28 })).stdout.trim();

/** A commit, and why it counts as the previous release. */
export type Release = { readonly commit: string; readonly reason: string };

const nameOne = 'Name a release that starts: npm run drill -- --upgrade --from REF';

/**
 * The commits that may be the previous release, the best first. The latest tag `v…` before this commit is the
 * only one. A clone without tags has no release, so the commits before the newest migration of each service
 * take its place, the latest first. Such a commit was never released and may not start: use the first one
 * that does.
 *
 * @param chosen a commit, a tag or a branch instead.
 * @param root the folder of the clone.
 * @throws LaunchError when the folder is no clone, its history is cut, or it does not have `chosen`.
 */
export const findPreviousReleases = async (
  chosen?: string,
  root = repositoryRoot,
): Promise<readonly Release[]> => {
  const git = (...args: string[]): Promise<string> => run('git', args, root);
  await requireClone(git, root);
  const commitOf = (name: string): Promise<string> => git('rev-parse', '--verify', `${name}^{commit}`);
  if (chosen !== undefined) {
    const commit = await commitOf(chosen).catch(() => {
      throw new LaunchError(`This clone has no commit ${chosen}.`, 'Fetch it: git fetch origin REF');
    });
    return [{ commit, reason: `chosen: ${chosen}` }];
  }
  const tag = await git('describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^').catch(() => '');
  if (tag !== '') return [{ commit: await commitOf(tag), reason: `the tag ${tag}` }];
  if ((await git('rev-parse', '--is-shallow-repository')) === 'true')
    throw new LaunchError(
      'This clone has no tag of a release, and its history is cut.',
      'Fetch the history: git fetch --unshallow --tags',
    );
  const releases = await commitsBeforeMigrations(git);
  if (releases.length > 0) return releases;
  throw new LaunchError('No commit of this clone is older than a migration.', nameOne);
};

type Git = (...args: string[]) => Promise<string>;

/** A folder inside another clone is none. */
const requireClone = async (git: Git, root: string): Promise<void> => {
  const top = await git('rev-parse', '--show-toplevel').catch(() => '');
  if (top === '' || (await realpath(top)) !== (await realpath(root)))
    throw new LaunchError(
      'This folder is no clone with a history, so the previous release is not known.',
      'Run the drill of an upgrade in a clone: git clone',
    );
};

/** Newest first. A first commit has no commit before it. */
const commitsBeforeMigrations = async (git: Git): Promise<Release[]> => {
  const before = new Map<string, Release & { readonly time: number }>();
  for (const service of storingServices) {
    const added = ['--diff-filter=A', '--format=%H', '--', `services/${service}/migrations`];
    const migrated = await git('log', '-1', '--first-parent', ...added);
    const parent =
      migrated === '' ? '' : await git('log', '-1', '--format=%H %ct', `${migrated}^`).catch(() => '');
    const [commit = '', time] = parent.split(' ');
    if (commit === '') continue;
    const reason = `this clone has no tag, so: the commit before the newest migration of ${service}`;
    before.set(commit, { commit, reason, time: Number(time) });
  }
  return [...before.values()]
    .toSorted((one, other) => other.time - one.time)
    .map(({ commit, reason }) => ({ commit, reason }));
};

/**
 * Starts the first of the releases that starts.
 *
 * @throws LaunchError when none starts.
 */
export const firstThatStarts = async <Started>(
  releases: readonly Release[],
  start: (release: Release) => Promise<Started>,
  print: (line: string) => void,
): Promise<{ readonly release: Release; readonly started: Started }> => {
  for (const release of releases)
    try {
      return { release, started: await start(release) };
    } catch (error) {
      print(`${release.commit} does not start (${release.reason}): ${messageOf(error)}`);
    }
  throw new LaunchError('No release that comes into question starts.', nameOne);
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The files of a release in a folder, with the packages of this installation and its own workspaces. */
export const unpackRelease = async ({ commit }: Release, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const archive = `${folder}.tar`;
  await run('git', ['archive', '--output', archive, commit]);
  await run('tar', ['-xf', archive, '-C', folder]);
  await copyAllPackages(path.join(repositoryRoot, 'node_modules'), path.join(folder, 'node_modules'));
  for (const kind of ['libs', 'services'])
    for (const name of await readdir(path.join(folder, kind))) {
      const own = path.join(repositoryRoot, kind, name, 'node_modules');
      const target = path.join(folder, kind, name, 'node_modules');
      // Fails where a workspace has no packages of its own, or does not exist any more.
      await copyPackages(own, target).catch(() => undefined);
      const workspace = `@ai-teacher/${name}`;
      const link = path.join(folder, 'node_modules', workspace);
      if (kind === 'libs') await symlink(path.join(folder, kind, name), link);
    }
};

/** Copies the packages, and leaves out the workspaces of this repository. */
const copyAllPackages = async (from: string, to: string): Promise<void> => {
  await copyPackages(from, to);
  await rm(path.join(to, '@ai-teacher'), { recursive: true, force: true });
  await mkdir(path.join(to, '@ai-teacher'));
};

/**
 * Hard links where both folders are on one disk. Symbolic links would lead out of the folder of the release:
 * its child that reads files may read no other folder, so every uploaded book would count as damaged.
 */
const copyPackages = async (from: string, to: string): Promise<void> => {
  await run('cp', ['--archive', '--link', from, to]).catch(async () => {
    await rm(to, { recursive: true, force: true });
    await run('cp', ['--archive', from, to]);
  });
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
