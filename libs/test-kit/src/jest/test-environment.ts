import { flushCompileCache } from 'node:module';
import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { closeLeftApps } from '../app/open-apps.ts';
import { callBroker } from '../broker/broker-client.ts';
import { type MeshUse, meshUses } from '../mesh/mesh-turns.ts';
import { meshUseKey } from '../mesh/mesh-use.ts';
import { rememberGlobals } from './globals.ts';
import { resetPackages } from './package-state.ts';

/** Typed as an object, because the globals of Jest that its type names are imported here, never injected. */
const processGlobal: object = globalThis;

/** Enough to reach the test from a fault. Jest captures 100, which makes every refused request slow. */
const stackFrames = 30;

/**
 * The process itself, whose globals and packages are as before when a test file ends. Also closes the apps
 * that a test file left open. A test file with `@mesh shared`, `@mesh alone` or `@mesh own` in its first
 * comment waits here for its turn. No test's timeout includes this wait or the start of the mesh.
 */
export default class ProcessEnvironment implements JestEnvironment {
  readonly #restoreGlobals = rememberGlobals();
  readonly #use: MeshUse | undefined;
  readonly global = processGlobal as JestEnvironment['global'];
  readonly moduleMocker = new ModuleMocker(this.global);
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;

  constructor({ projectConfig }: JestEnvironmentConfig, { docblockPragmas, testPath }: EnvironmentContext) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    const said = docblockPragmas.mesh;
    this.#use = meshUses.find((use) => use === said);
    if (said !== undefined && this.#use === undefined)
      throw new Error(`${testPath}: @mesh is "${said}"; it can be ${meshUses.join(', ')}`);
  }

  async setup(): Promise<void> {
    // Jest has set its own by now, which looks for source maps at every frame. There are none.
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    Error.stackTraceLimit = stackFrames;
    if (!this.#use) return;
    await callBroker('enterMesh', this.#use);
    Reflect.set(this.global, meshUseKey, this.#use);
  }

  async handleTestEvent({ name }: { name: string }): Promise<void> {
    if (name === 'run_finish') await closeLeftApps(this.global);
  }

  async teardown(): Promise<void> {
    if (this.#use) await callBroker('leaveMesh', this.#use);
    this.fakeTimersModern.dispose();
    await resetPackages();
    this.#restoreGlobals();
    // At the end of a run, Jest gives a worker half a second to exit, too short to write all compiled code.
    flushCompileCache();
  }

  /** Test files run in the realm of the process, which is no context of its own. */
  getVmContext(): null {
    return null;
  }
}
