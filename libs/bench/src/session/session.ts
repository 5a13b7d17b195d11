import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Mesh, startMesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import type { Stoppable } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { LimitBudget } from '../load/limit-budget.ts';
import type { BenchOptions } from '../options.ts';
import type { Bench } from './measure.ts';
import { type Reader, signInReaders } from './readers.ts';
import { startUntracedWay, type UntracedWay } from './second-way.ts';

/** Access tokens live 15 minutes. No token may expire during a round. */
const freshMilliseconds = 10 * 60_000;

export type Session = { readonly bench: Bench; readonly stop: () => Promise<void> };

type ReaderPool = {
  readonly gatewayUrl: string;
  readonly stateFolder: string;
  readonly count: number;
  readonly progress: Progress;
};

/** Returns readers with valid tokens, and signs all of them in again when the tokens are old. */
const keepSignedIn = ({ gatewayUrl, stateFolder, count, progress }: ReaderPool) => {
  let signedInAt = Number.NEGATIVE_INFINITY;
  let readers: readonly Reader[] = [];
  return async (): Promise<readonly Reader[]> => {
    if (performance.now() - signedInAt < freshMilliseconds) return readers;
    signedInAt = performance.now();
    readers = await signInReaders({
      gatewayUrl,
      stateFolder,
      count,
      report: (done) => {
        if (done % 50 === 0 || done === count) progress.working('readers', `${done} of ${count} signed in`);
      },
    });
    return readers;
  };
};

/**
 * Starts a separate mesh as shipped, with the untraced way beside it, and signs its readers in. Its ports are
 * free ones, so it can run beside another mesh.
 */
export const openSession = async (
  options: BenchOptions,
  { state, progress, own }: { state: string; progress: Progress; own: (owned: Stoppable) => void },
): Promise<Session> => {
  const program = (await findBinary('vegeta', (said) => progress.working('vegeta', said))).file;
  progress.healthy('vegeta');
  let untraced: UntracedWay | undefined;
  const both = (mesh: Stoppable): Stoppable => ({
    stop: async () => {
      await untraced?.supervisor.stopAll();
      await mesh.stop();
    },
    killNow: () => {
      untraced?.supervisor.killAll();
      mesh.killNow();
    },
  });
  const environment = process.env;
  const mesh: Mesh = await startMesh({ state, environment, progress }, (owned) => own(both(owned)));
  try {
    untraced = await startUntracedWay(mesh, { environment, progress });
    await mesh.late;
    const folder = await mkdtemp(path.join(mesh.state.root, 'load-'));
    const { gatewayUrl } = mesh.addresses;
    const readers = keepSignedIn({
      gatewayUrl,
      stateFolder: mesh.state.root,
      count: options.readers,
      progress,
    });
    await readers();
    return {
      bench: {
        mesh,
        untraced,
        tool: { program, folder, certificates: path.join(mesh.state.certificates, 'gateway') },
        budget: new LimitBudget(options.readers),
        readers,
      },
      stop: async () => {
        await rm(folder, { recursive: true, force: true });
        await both(mesh).stop();
      },
    };
  } catch (fault) {
    await both(mesh).stop();
    throw fault;
  }
};
