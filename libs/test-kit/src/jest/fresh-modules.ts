import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Module, SourceTextModule, SyntheticModule } from 'node:vm';
import { retainNewGlobals } from './globals.ts';
import { retainRegistrations } from './package-state.ts';

/** The JavaScript of a file, and its compiled form after the first use. */
type Source = { readonly code: string; compiled?: Buffer };

/** By file, for all test files of this process: text and compiled code, no state. */
const sources = new Map<string, Source>();
/** By importing file and specifier: the address of the imported module. */
const addresses = new Map<string, string>();
/**
 * By address: modules of packages, of Node and of libraries without state, which all test files of this
 * process share.
 */
const packages = new Map<string, Promise<Module>>();

/**
 * Libraries of the repository without state, which all test files of this process share as they share
 * packages. They import zod and themselves alone (import rules) and declare data and pure functions.
 * Evaluating them anew took an eighth of the processor time of files of exam, user and chat.
 */
export const statelessLibraries: readonly string[] = ['contracts', 'language'].map(
  (name) => new URL(`../../../${name}/src/`, import.meta.url).href,
);

/** Before a file: the address of the globals that Jest gives to that file. */
const testGlobals = '@jest/globals of ';

export type FreshModules = {
  /** Evaluates a file of the repository with everything that it imports. */
  readonly import: (file: string) => Promise<Module>;
};

/**
 * The modules of one test file. Every file of the repository that can have a state is evaluated anew, so no
 * test file sees the state of another. Node itself loads packages and `statelessLibraries`, once per process.
 *
 * @param globalsFor the exports of `@jest/globals` for a file.
 */
export const createFreshModules = (globalsFor: (file: string) => object): FreshModules => {
  const modules = new Map<string, Module>();
  let linking: Promise<unknown> = Promise.resolve();

  /** Makes the modules of a graph that are still missing, and connects them. */
  const link = async (root: string): Promise<void> => {
    const made: SourceTextModule[] = [];
    try {
      await linkInto(made, root);
    } catch (fault) {
      // An incomplete module graph must not serve a later import.
      for (const { identifier } of made) modules.delete(pathToFileURL(identifier).href);
      throw fault;
    }
  };

  const linkInto = async (made: SourceTextModule[], root: string): Promise<void> => {
    const waiting = [root];
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
      if (modules.has(address)) continue;
      if (address.startsWith(testGlobals))
        modules.set(address, exporting(address, globalsFor(address.slice(testGlobals.length))));
      else if (isOwn(address)) {
        const module = moduleOf(fileURLToPath(address), load);
        modules.set(address, module);
        made.push(module);
        // The first import is taken first: a package may need what an earlier one has set (reflect-metadata).
        waiting.push(...importedBy(module).toReversed());
      } else modules.set(address, await packageAt(address));
    }
    for (const module of made) {
      module.linkRequests(importedBy(module).map((address) => modules.get(address) as Module));
    }
    (made[0] as SourceTextModule | undefined)?.instantiate();
  };

  const load = async (address: string): Promise<Module> => {
    const linked = linking.then(() => link(address));
    linking = linked.catch(() => {});
    await linked;
    const module = modules.get(address) as Module;
    await module.evaluate();
    return module;
  };

  return { import: (file) => load(pathToFileURL(file).href) };
};

const moduleOf = (file: string, load: (address: string) => Promise<Module>): SourceTextModule => {
  const source = sourceOf(file);
  const module = new SourceTextModule(source.code, {
    identifier: file,
    ...(source.compiled && { cachedData: source.compiled }),
    initializeImportMeta: (meta) => Object.assign(meta, metaOf(file)),
    importModuleDynamically: (specifier) => load(addressOf(specifier, file)),
  });
  // The types do not name it.
  source.compiled ??= (module as SourceTextModule & { createCachedData(): Buffer }).createCachedData();
  return module;
};

/** The addresses of the modules that a module imports, in the order of its requests. */
const importedBy = ({ moduleRequests, identifier }: SourceTextModule): string[] =>
  moduleRequests.map(({ specifier }) =>
    specifier === '@jest/globals' ? `${testGlobals}${identifier}` : addressOf(specifier, identifier),
  );

/** A file of the repository. The packages of its workspaces are links, which Node resolves. */
const isOwn = (address: string): boolean =>
  address.startsWith('file:') &&
  !address.includes('/node_modules/') &&
  /\.(ts|mjs)$/.test(address) &&
  !statelessLibraries.some((folder) => address.startsWith(folder));

const sourceOf = (file: string): Source => {
  const known = sources.get(file);
  if (known) return known;
  const text = readFileSync(file, 'utf8');
  const source = { code: file.endsWith('.ts') ? stripTypeScriptTypes(text) : text };
  sources.set(file, source);
  return source;
};

const addressOf = (specifier: string, importer: string): string => {
  const key = `${importer} ${specifier}`;
  const known = addresses.get(key);
  if (known !== undefined) return known;
  const address = import.meta.resolve(specifier, pathToFileURL(importer));
  addresses.set(key, address);
  return address;
};

const importFile = (address: string): Promise<object> =>
  address.endsWith('.json') ? import(address, { with: { type: 'json' } }) : import(address);

const packageAt = (address: string): Promise<Module> => {
  const known = packages.get(address);
  if (known) return known;
  const loaded = retainNewGlobals(() => retainRegistrations(() => importFile(address))).then((exports) =>
    exporting(address, exports),
  );
  packages.set(address, loaded);
  return loaded;
};

const exporting = (identifier: string, exports: object): Module => {
  const module = new SyntheticModule(
    Object.keys(exports),
    () => {
      for (const [name, value] of Object.entries(exports)) module.setExport(name, value);
    },
    { identifier },
  );
  return module;
};

const metaOf = (file: string): Partial<ImportMeta> => {
  const url = pathToFileURL(file).href;
  return {
    url,
    filename: file,
    dirname: path.dirname(file),
    main: false,
    resolve: (specifier, parent = url) => addressOf(specifier, fileURLToPath(parent)),
  };
};
