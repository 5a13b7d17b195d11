import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  scripts: Record<string, string>;
};

/** What stands between backticks on one line. */
const coded = [...readme.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
/** Only paths below one of our folders: `.local/…` and folders of the user exist at run time alone. */
const paths = coded.filter((text) => /^(envoy|libs|services|tests|otel-collector)\/[\w./-]*$/.test(text));

describe('README.md', () => {
  it('names only commands that package.json has', () => {
    const named = [...readme.matchAll(/npm (?:run )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('names only files that are there', () => {
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  it('draws every folder of the tree', () => {
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
    expect(drawn.filter((folder) => !existsSync(new URL(folder, root)))).toEqual([]);
  });
});
