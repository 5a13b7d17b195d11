import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { driftedFiles, repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';
import { describe, expect, it } from '@jest/globals';
import { trackedFiles } from './tracked-files.ts';

const tracked = trackedFiles();
const sources = tracked.filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'));
const linesOf = (path: string): number => readFileSync(join(repositoryRoot, path), 'utf8').split('\n').length;

describe('the repository', () => {
  it('has exactly the named visible files and folders at its root', () => {
    const visible = new Set(
      tracked.map((path) => path.split('/')[0] ?? '').filter((name) => !name.startsWith('.')),
    );
    const allowed = new Set([
      ...['envoy', 'services', 'libs', 'otel-collector', 'tests', 'docker-compose.yml', 'package.json'],
      ...['tsconfig.json', 'README.md', 'LICENSE', 'package-lock.json', 'deploy'],
    ]);
    expect([...visible].filter((name) => !allowed.has(name))).toEqual([]);
  });

  it('has kebab-case files and no folder or file with a catch-all name', () => {
    const odd = sources.filter((path) => !/^[a-z0-9.-]+\.(d\.)?tsx?$/.test(path.split('/').at(-1) ?? ''));
    expect(odd).toEqual([]);
    expect(
      tracked.filter((path) => /(^|\/)(utils?|helpers?|common|misc|shared|index)(\/|\.tsx?$)/.test(path)),
    ).toEqual([]);
  });

  it('has no source file over 250 lines', () => {
    const long = sources.filter((path) => !path.includes('/migrations/') && linesOf(path) > 251);
    expect(long).toEqual([]);
  });

  it('has no main.ts over 20 lines', () => {
    const mains = sources.filter((path) => /^services\/[^/]+\/src\/main\.ts$/.test(path));
    expect(mains.filter((path) => linesOf(path) > 21)).toEqual([]);
  });

  it('has no skipped test and no note of unfinished work', () => {
    const texts = tracked.filter(
      (path) => /\.(tsx?|mjs|yaml|yml)$/.test(path) && !path.endsWith('layout.test.ts'),
    );
    const marked = texts.filter((path) =>
      /\b(it|test|describe)\.(skip|todo|only)\b|\bx(it|describe)\(|\b(TODO|FIXME|HACK)\b/.test(
        readFileSync(join(repositoryRoot, path), 'utf8'),
      ),
    );
    expect(marked).toEqual([]);
  });
});

describe('generated files', () => {
  it('equal the output of their generators', async () => {
    expect(await driftedFiles()).toEqual([]);
  });
});
