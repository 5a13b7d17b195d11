import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { trackedFiles } from './tracked-files.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const isThere = (path: string): boolean => existsSync(new URL(path, root));
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

/**
 * Every page for readers, except decisions (they describe the code of their time) and the manuscript.
 */
const pages = trackedFiles('*.md').filter((path) => !/\/(decisions|manuscript)\//.test(path));

/** Names of our own commands. `npm install` is a command of npm itself. */
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/npm (?:run )?([a-z][\w:-]*)/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'install');

/**
 * Paths between backticks on one line, from the root. Templates with `<…>`, `.local/…` and folders of the
 * user are excluded, because they exist only at run time.
 */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, coded = '']) => coded)
    .filter((coded) => /^(envoy|libs|services|tests|otel-collector|\.github)\/[\w./-]*$/.test(coded));

describe.each(pages)('%s', (page) => {
  it('names only commands that package.json has', () => {
    expect(commandsIn(textOf(page)).filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('names only files that exist', () => {
    expect(pathsIn(textOf(page)).filter((path) => !isThere(path))).toEqual([]);
  });
});

describe('the check of pages', () => {
  it.each(['README.md', '.github/CONTRIBUTING.md'])('finds commands and paths in %s', (page) => {
    expect(commandsIn(textOf(page)).length).toBeGreaterThan(5);
    expect(pathsIn(textOf(page)).length).toBeGreaterThan(10);
  });
});

describe.each(['service-kit', 'local-mesh', 'test-kit'])('the README of %s', (library) => {
  const folder = `libs/${library}/`;
  const sources = trackedFiles(`${folder}src/*.ts`).map((path) => path.slice(folder.length));
  const named = [...textOf(`${folder}README.md`).matchAll(/`(src\/[\w./-]+\.ts)`/g)].map(
    ([, path = '']) => path,
  );

  it('names every source file', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.filter((path) => !named.includes(path))).toEqual([]);
  });

  it('names no source file that does not exist', () => {
    expect(named.filter((path) => !isThere(folder + path))).toEqual([]);
  });
});

const readme = textOf('README.md');

describe('README.md', () => {
  it('lists every folder of the tree', () => {
    const tree = /## The tree\n\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const drawn: string[] = [];
    let parent = '';
    for (const line of tree.split('\n')) {
      const [, indent = '', name = ''] = /^( *)([\w-]+\/)/.exec(line) ?? [];
      if (name === '') continue;
      if (indent === '') parent = name;
      drawn.push(indent === '' ? name : `${parent}${name}`);
    }
    expect(drawn.length).toBeGreaterThan(15);
    expect(drawn.filter((folder) => !isThere(folder))).toEqual([]);
  });
});
