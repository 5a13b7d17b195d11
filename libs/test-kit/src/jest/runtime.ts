import { createRequire, enableCompileCache } from 'node:module';
import { createFreshModules } from './fresh-modules.ts';

/** For the packages of the tests, and for the threads of services. */
enableCompileCache();

const require = createRequire(import.meta.url);

/** Required, because the types of the package describe its CommonJS form only. */
const { default: JestRuntime } = require('jest-runtime') as typeof import('jest-runtime');

/**
 * Jest's runtime, but test files run as services do: in the realm of the process, with packages that Node
 * loads. Jest's own loader evaluates every package anew for each test file. It has no mocks of modules.
 */
export default class ProcessRuntime extends JestRuntime {
  readonly #modules = createFreshModules((file) => this.requireModuleOrMock<object>(file, '@jest/globals'));

  constructor(...args: ConstructorParameters<typeof JestRuntime>) {
    const { getBuiltinModule } = process;
    super(...args);
    // Jest replaces it, as if this were the process of a sandbox.
    process.getBuiltinModule = getBuiltinModule;
  }

  override async unstable_importModule(file: string): Promise<void> {
    await this.#modules.import(file);
  }

  /** Jest's own code for one test file. It holds the tests of that file, so it is evaluated anew. */
  override requireInternalModule<T = unknown>(from: string, to?: string): T {
    const file = to === undefined ? from : createRequire(from).resolve(to);
    delete require.cache[file];
    return require(file) as T;
  }
}
