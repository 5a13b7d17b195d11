import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';
import { describe, expect, it } from '@jest/globals';
import { textOfFile, trackedFiles } from './tracked-files.ts';

type Lock = { packages: Record<string, { version?: string; hasInstallScript?: boolean }> };
type Sorted = { allowed: Record<string, string>; unlisted: string[] };

/** The rule of every installation. It is plain JavaScript for Node 20, so it has no types. */
const sortInstallScripts = async (lock: Lock, list: Record<string, boolean>): Promise<Sorted> => {
  const file = path.join(repositoryRoot, 'libs/local-mesh/install/install-packages.mjs');
  const module = await import(file);
  return module.sortInstallScripts(lock, list);
};

const lock = JSON.parse(textOfFile('package-lock.json')) as Lock;
const { allowScripts } = JSON.parse(textOfFile('package.json')) as { allowScripts: Record<string, boolean> };

describe('install scripts of packages', () => {
  it('are switched off for every npm that runs in the repository', () => {
    expect(textOfFile('.npmrc').split('\n')).toContain('ignore-scripts=true');
  });

  it('are decided about, one by one, in allowScripts of package.json', async () => {
    const { allowed, unlisted } = await sortInstallScripts(lock, allowScripts);
    expect(unlisted).toEqual([]);
    expect(Object.values(allowed).length).toBeGreaterThan(0);
  });

  it('are allowed for an exact version alone, and for no package that is gone', async () => {
    const { allowed } = await sortInstallScripts(lock, allowScripts);
    const listed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
    expect(listed.toSorted()).toEqual(Object.values(allowed).toSorted());
  });

  it.each([
    ['a new package', 'node_modules/fresh', '1.0.0', 'fresh@1.0.0'],
    ['a new package of a scope', 'node_modules/@scope/fresh', '2.1.0', '@scope/fresh@2.1.0'],
    ['a package inside another', 'node_modules/koa/node_modules/fresh', '1.0.0', 'fresh@1.0.0'],
    ['a new version of an allowed package', 'node_modules/node', '99.0.0', 'node@99.0.0'],
  ])('of %s are refused until the list names it', async (_, place, version, refused) => {
    const changed = { packages: { ...lock.packages, [place]: { version, hasInstallScript: true } } };
    const { allowed, unlisted } = await sortInstallScripts(changed, allowScripts);
    expect(unlisted).toEqual([refused]);
    expect(Object.values(allowed)).not.toContain(refused);
  });

  it('run in one place: no other file installs packages', () => {
    const commands =
      /\bnpm['", ]+(install|i|ci|add|update|rebuild)\b|\b(yarn|pnpm)\s+(add|install)\b|\bnpx\s+-y\b/;
    const places = trackedFiles()
      .filter((file) => /(^|\/)(Dockerfile|run)$|\.(mjs|js|ts|json|ya?ml|sh|md)$/.test(file))
      .filter(
        (file) => !/^(package-lock\.json|libs\/tooling\/decisions\/|tests\/|libs\/[\w-]+\/test\/)/.test(file),
      )
      .filter((file) =>
        textOfFile(file)
          .split('\n')
          .some((line) => commands.test(line)),
      );
    expect(places).toEqual([]);
  });
});
