import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';

/**
 * The files that git tracks, as paths from the root of the repository.
 *
 * @param patterns pathspecs of git that select files; all files without one.
 */
export const trackedFiles = (...patterns: readonly string[]): readonly string[] =>
  execFileSync('git', ['ls-files', '-z', ...patterns], { cwd: repositoryRoot, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '');

/** The text of a file, by its path from the root of the repository. */
export const textOfFile = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');
