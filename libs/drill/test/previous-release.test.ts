import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findPreviousReleases, firstThatStarts } from '@ai-teacher/drill/upgrade/previous-release.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const environment = {
  PATH: process.env.PATH,
  ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_CONFIG_GLOBAL: '/dev/null' },
  ...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org', GIT_CONFIG_NOSYSTEM: '1' },
};

let folder: string;
let clone: string;
let second = 0;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'previous-release-'));
  clone = path.join(folder, 'clone');
  await mkdir(clone);
  await git('init', '--quiet', '--initial-branch', 'main');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const git = async (...args: string[]): Promise<string> => {
  // Commits of one second have no order of time.
  second += 1;
  const date = new Date(Date.UTC(2026, 0, 1) + second * 60_000).toISOString();
  const env = { ...environment, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  return (await promisify(execFile)('git', args, { cwd: clone, env })).stdout.trim();
};

/** Commits a file, and returns the commit. */
const commit = async (file: string): Promise<string> => {
  await mkdir(path.dirname(path.join(clone, file)), { recursive: true });
  await writeFile(path.join(clone, file), file);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', file);
  return git('rev-parse', 'HEAD');
};

/** A history with a migration of exam before one of user. Returns the commits before them. */
const migratedTwice = async () => {
  await commit('services/exam/migrations/0001-exams.ts');
  const beforeExam = await commit('README.md');
  await commit('services/exam/migrations/0002-items.ts');
  const beforeUser = await commit('services/user/src/main.ts');
  await commit('services/user/migrations/0001-profiles.ts');
  await commit('package.json');
  return { beforeExam, beforeUser };
};
const commitsOf = async (...given: Parameters<typeof findPreviousReleases>) =>
  (await findPreviousReleases(...given)).map((release) => release.commit);

describe('the previous release', () => {
  it('is the latest tag of a release before this commit, and nothing else', async () => {
    const { beforeUser } = await migratedTwice();
    await git('tag', 'v1.2.0', beforeUser);
    await git('tag', 'v1.3.0');
    await git('tag', 'notes');
    expect(await commitsOf(undefined, clone)).toEqual([beforeUser]);
  });

  it('without a tag is a commit before the newest migration of a service, the latest first', async () => {
    const { beforeExam, beforeUser } = await migratedTwice();
    expect(await commitsOf(undefined, clone)).toEqual([beforeUser, beforeExam]);
  });

  it('is the chosen commit, and an unknown one is named', async () => {
    const { beforeExam } = await migratedTwice();
    expect(await commitsOf(beforeExam.slice(0, 9), clone)).toEqual([beforeExam]);
    await expect(commitsOf('v9.9.9', clone)).rejects.toMatchObject({
      message: 'This clone has no commit v9.9.9.',
    });
  });

  it('is not looked for in a history without an earlier commit', async () => {
    await commit('services/exam/migrations/0001-exams.ts');
    await expect(commitsOf(undefined, clone)).rejects.toMatchObject({
      message: 'No commit of this clone is older than a migration.',
      advice: expect.stringContaining('--from'),
    });
  });

  it('is not guessed from the cut history of a shallow clone, but taken from its tag', async () => {
    await migratedTwice();
    const shallow = path.join(folder, 'shallow');
    await git('clone', '--quiet', '--depth', '2', `file://${clone}`, shallow);
    await expect(commitsOf(undefined, shallow)).rejects.toMatchObject({
      advice: 'Fetch the history: git fetch --unshallow --tags',
    });
    await git('-C', shallow, 'tag', 'v1.0.0', 'HEAD^');
    expect(await commitsOf(undefined, shallow)).toEqual([await git('-C', shallow, 'rev-parse', 'HEAD^')]);
  });

  it.each(['unpacked', 'clone/unpacked'])(
    'is not known in the archive %s without a history of its own',
    async (name) => {
      const archive = path.join(folder, name);
      await mkdir(archive);
      await expect(commitsOf(undefined, archive)).rejects.toMatchObject({
        message: 'This folder is no clone with a history, so the previous release is not known.',
      });
    },
  );
});

describe('the release to start', () => {
  const releases = ['a', 'b', 'c'].map((name) => ({ commit: name, reason: 'it is old' }));

  it('is the first one that starts, and each one that does not is printed with its reason', async () => {
    const lines: string[] = [];
    const start = async ({ commit: name }: { commit: string }) => {
      if (name === 'a') throw new Error('exam ended with code 1');
      return name;
    };
    const found = await firstThatStarts(releases, start, (line) => lines.push(line));
    expect(found).toEqual({ release: releases[1], started: 'b' });
    expect(lines).toEqual(['a does not start (it is old): exam ended with code 1']);
  });

  it('is asked for when none starts', async () => {
    const start = () => Promise.reject(new Error('no'));
    await expect(firstThatStarts(releases, start, () => undefined)).rejects.toMatchObject({
      advice: expect.stringContaining('--from REF'),
    });
  });
});
