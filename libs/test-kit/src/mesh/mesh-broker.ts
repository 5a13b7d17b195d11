import { cp } from 'node:fs/promises';
import path from 'node:path';
import type { Credentials } from '@ai-teacher/local-mesh/mesh/accounts.ts';
import type { Mesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import type { Addresses } from '@ai-teacher/local-mesh/state/addresses.ts';
import { type MeshUse, meshTurns } from './mesh-turns.ts';
import { clientOfMesh, docsOfMesh, testClient } from './test-client.ts';

/** The address of traces that admins of the mesh get. Tests read it in links and open none of them. */
export const tracesUrl = 'http://traces.example:16686';

/** The facts that workers receive about the running mesh. They read the rest from the state folder. */
export type MeshFacts = {
  stateDirectory: string;
  addresses: Addresses;
  credentials: Credentials;
};

export type MeshBroker = {
  /** Waits for a test file's turn at the mesh. Starts the mesh for the first file that uses it. */
  enterMesh(use: MeshUse): Promise<void>;
  leaveMesh(use: MeshUse): Promise<void>;
  mesh(): Promise<MeshFacts>;
  stopPart(name: string): Promise<void>;
  startPart(name: string): Promise<void>;
  /** SIGKILL to the process of a part; its supervisor starts it again. */
  killPart(name: string): Promise<void>;
  /** SIGSTOP and SIGCONT: a frozen part keeps its connections and answers nothing. */
  freezePart(name: string): Promise<void>;
  thawPart(name: string): Promise<void>;
  renewCertificates(): Promise<void>;
  close(): Promise<void>;
  closeNow(): void;
};

/**
 * One whole mesh for a test run, on ports of its own, started when the first test asks for it.
 *
 * @param files the number of test files of this run that use this mesh. It stops when the last of them
 * leaves; undefined: it runs until `close`.
 */
export const createMeshBroker = (stateDirectory: string, files?: number): MeshBroker => {
  const state = path.join(stateDirectory, 'mesh');
  let started: Promise<Mesh & { credentials: Credentials }> | undefined;
  let killNow = () => {};
  const mesh = () => {
    started ??= start(state, (owned) => {
      killNow = owned.killNow;
    });
    return started;
  };
  const signalPart = async (name: string, signal: NodeJS.Signals) => {
    const pid = (await mesh()).supervisor.processId(name);
    if (pid === undefined) throw new Error(`${name} is not running`);
    process.kill(pid, signal);
  };
  const turns = meshTurns();
  let left = 0;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= Promise.resolve(started).then(
      (running) => running?.stop(),
      () => {},
    );
    return stopped;
  };
  return {
    enterMesh: async (use) => {
      await turns.enter(use);
      // A mesh that ends takes processor time from the next one.
      if (use === 'own') return stopped?.catch(() => {});
      // When the mesh does not start, the tests fail and report the reason.
      await mesh().catch(() => {});
    },
    leaveMesh: async (use) => {
      if (use !== 'own') left += 1;
      // No test of this mesh waits for its end. `close` reports its faults.
      if (left === files) stop().catch(() => {});
      turns.leave(use);
    },
    mesh: async () => {
      const { addresses, credentials } = await mesh();
      return { stateDirectory: state, addresses, credentials };
    },
    stopPart: async (name) => (await mesh()).supervisor.stopPart(name),
    startPart: async (name) => (await mesh()).supervisor.startPart(name),
    killPart: (name) => signalPart(name, 'SIGKILL'),
    freezePart: (name) => signalPart(name, 'SIGSTOP'),
    thawPart: (name) => signalPart(name, 'SIGCONT'),
    renewCertificates: async () => (await mesh()).renewCertificates(),
    close: stop,
    closeNow: () => killNow(),
  };
};

const start = async (state: string, onOwned: (owned: { killNow(): void }) => void) => {
  // Imported here, because most runs need no mesh.
  const { startMesh } = await import('@ai-teacher/local-mesh/mesh/mesh.ts');
  const { plainProgress } = await import('@ai-teacher/local-mesh/terminal/progress.ts');
  const said: string[] = [];
  const progress = plainProgress((line) => said.push(line));
  try {
    await cp(testClient.CLIENT_DIR, clientOfMesh(state), { recursive: true });
    await cp(testClient.DOCS_DIR, docsOfMesh(state), { recursive: true });
    // The tests do not use the model and the accounts of the person who runs them. At debug level, tests can
    // search all lines that a service would ever write.
    const mesh = await startMesh(
      {
        state,
        environment: { LOG_LEVEL: 'debug', TRACES_URL: tracesUrl },
        progress,
        overrides: {
          // One admin invites the admins of all test files within an hour.
          auth: { DANGEROUS_OPERATIONS_PER_HOUR: '1000' },
          web: { CLIENT_DIR: clientOfMesh(state), DOCS_DIR: docsOfMesh(state) },
        },
      },
      onOwned,
    );
    await mesh.late;
    if (!mesh.credentials) throw new Error('the mesh has no accounts');
    return { ...mesh, credentials: mesh.credentials };
  } catch (fault) {
    throw new Error(`${fault instanceof Error ? fault.message : fault}\n${said.join('\n')}`, {
      cause: fault,
    });
  }
};
