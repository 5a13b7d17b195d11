import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';
import { closeLeftApps } from '../app/open-apps.ts';
import { callBroker } from '../broker/broker-client.ts';
import type { MeshUse } from '../mesh/mesh-turns.ts';
import { meshUseKey } from '../mesh/mesh-use.ts';

/**
 * Node's environment, which also closes the apps that a test file left open. A test file with `@mesh shared`
 * or `@mesh alone` in its first comment waits here for its turn at the mesh of the run. No test's timeout
 * includes this wait or the start of the mesh.
 */
export default class MeshAwareEnvironment extends TestEnvironment {
  readonly #use: MeshUse | undefined;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    const said = context.docblockPragmas.mesh;
    if (said !== undefined && said !== 'shared' && said !== 'alone') {
      throw new Error(`${context.testPath}: @mesh is "${said}"; it can be shared or alone`);
    }
    this.#use = said;
  }

  override async setup(): Promise<void> {
    await super.setup();
    if (!this.#use) return;
    await callBroker('enterMesh', this.#use);
    Reflect.set(this.global, meshUseKey, this.#use);
  }

  async handleTestEvent({ name }: { name: string }): Promise<void> {
    if (name === 'run_finish') await closeLeftApps(this.global);
  }

  override async teardown(): Promise<void> {
    if (this.#use) await callBroker('leaveMesh', this.#use);
    await super.teardown();
  }
}
