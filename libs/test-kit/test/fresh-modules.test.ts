import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { accessFact } from '@ai-teacher/contracts/access/access-facts.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createFreshModules, statelessLibraries } from '../src/jest/fresh-modules.ts';
import { rememberGlobals, retainNewGlobals } from '../src/jest/globals.ts';
import { resetPackages, retainRegistrations } from '../src/jest/package-state.ts';

const contract = new URL('../../contracts/src/access/access-facts.ts', import.meta.url);
const fixture = fileURLToPath(new URL('./fixtures/state-of-a-file.ts', import.meta.url));

type Fixture = typeof import('./fixtures/state-of-a-file.ts');

const imported = async (modules = createFreshModules(() => ({}))): Promise<Fixture> =>
  (await modules.import(fixture)).namespace as Fixture;

describe('the modules of a test file', () => {
  it('a file is evaluated once for a test file, and anew for the next test file', async () => {
    const modules = createFreshModules(() => ({}));
    const first = await imported(modules);
    expect(first.increment()).toBe(1);
    expect((await imported(modules)).currentCount()).toBe(1);
    expect((await imported()).currentCount()).toBe(0);
  });

  it('two concurrent imports of a file receive one module', async () => {
    const modules = createFreshModules(() => ({}));
    const [first, second] = await Promise.all([imported(modules), imported(modules)]);
    expect(first).toBe(second);
  });

  it('a dynamic import receives the module of the same test file', async () => {
    const first = await imported();
    expect(await first.loadAgain()).toBe(first);
  });

  it('all test files share the packages, in the realm of the process', async () => {
    const { zodOfThisFile, aList } = await imported();
    expect(zodOfThisFile).toBe(z);
    expect(aList).toBeInstanceOf(Array);
  });

  it('all test files share the libraries without state', async () => {
    const { namespace } = await createFreshModules(() => ({})).import(fileURLToPath(contract));
    expect(namespace).toMatchObject({ accessFact });
  });

  it('schemas of shared modules stay described, and those of a test file do not', async () => {
    const shared = await retainRegistrations(async () => z.string().describe('of a shared module'));
    const ofThisFile = z.string().describe('of this test file');
    await resetPackages();
    expect(shared.description).toBe('of a shared module');
    expect(ofThisFile.description).toBeUndefined();
  });

  it('schemas that the process described before its first test file stay described', async () => {
    const ofTheSetUp = z.string().describe('of the global set-up');
    const state = fileURLToPath(new URL('../src/jest/package-state.ts', import.meta.url));
    const { namespace } = await createFreshModules(() => ({})).import(state);
    await (namespace as typeof import('../src/jest/package-state.ts')).resetPackages();
    expect(ofTheSetUp.description).toBe('of the global set-up');
  });

  it('the shared libraries hold no variable that a test file could change', () => {
    for (const folder of statelessLibraries)
      for (const name of readdirSync(new URL(folder), { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.ts')) continue;
        const lines = readFileSync(new URL(name, folder), 'utf8').split('\n');
        expect({ name, variables: lines.filter((line) => /^(?:export )?(?:let|var) /.test(line)) }).toEqual({
          name,
          variables: [],
        });
      }
  });

  it('a module knows its own address', async () => {
    expect((await imported()).ownUrl).toBe(new URL('./fixtures/state-of-a-file.ts', import.meta.url).href);
  });

  it('a file that does not exist rejects the import, and later imports work', async () => {
    const modules = createFreshModules(() => ({}));
    await expect(modules.import(`${fixture}.absent.ts`)).rejects.toThrow('absent');
    expect((await imported(modules)).currentCount()).toBe(0);
  });
});

describe('the globals of the process', () => {
  it('errors write their stacks as in a service, because no file has a source map', () => {
    expect(Object.hasOwn(Error, 'prepareStackTrace')).toBe(false);
    expect(new Error('here').stack).toMatch(/at .*fresh-modules\.test\.ts:\d+:\d+/);
  });

  const restoreAfterTest = rememberGlobals();
  afterEach(restoreAfterTest);

  it('new and changed globals, variables and listeners end with their test file', () => {
    const restore = rememberGlobals();
    const { fetch: before } = globalThis;
    const listeners = process.listenerCount('SIGUSR2');
    Reflect.set(globalThis, 'leftBehind', true);
    globalThis.fetch = () => Promise.reject(new Error('replaced'));
    process.env.LEFT_BEHIND = 'yes';
    process.on('SIGUSR2', () => {});
    restore();
    expect(Reflect.has(globalThis, 'leftBehind')).toBe(false);
    expect(globalThis.fetch).toBe(before);
    expect(process.env.LEFT_BEHIND).toBeUndefined();
    expect(process.listenerCount('SIGUSR2')).toBe(listeners);
  });

  it('a variable that a test file removes is there for the next one', () => {
    process.env.REMOVED = 'value';
    const restore = rememberGlobals();
    delete process.env.REMOVED;
    restore();
    expect(process.env.REMOVED).toBe('value');
  });

  it('globals that a package defines while loading stay, because packages are loaded once', async () => {
    const restore = rememberGlobals();
    await retainNewGlobals(async () => void Reflect.set(globalThis, 'ofAPackage', 1));
    restore();
    expect(Reflect.get(globalThis, 'ofAPackage')).toBe(1);
    Reflect.deleteProperty(globalThis, 'ofAPackage');
  });
});
