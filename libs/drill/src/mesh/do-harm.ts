import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { Harm } from '../schedule.ts';
import type { DrillMesh } from './drill-mesh.ts';

/** A harm that was done, in milliseconds of `performance.now()`. */
export type DoneHarm = Pick<Harm, 'process' | 'kind'> & {
  readonly beganAt: number;
  /** When the process was healthy again. */
  readonly healthyAt: number;
};

const maxRecoverySeconds = 180;

const untilReplaced = async (mesh: DrillMesh, process: string, before: number | undefined): Promise<void> => {
  const isReplaced = () => {
    const now = mesh.processId(process);
    return now !== undefined && now !== before;
  };
  await waitUntil(isReplaced, {
    what: `${process} to be healthy again`,
    timeoutSeconds: maxRecoverySeconds,
    everyMilliseconds: 100,
  });
};

const pulse = { stoppedMilliseconds: 80, runningMilliseconds: 20 };

const slowDown = async (mesh: DrillMesh, process: string, lasting: number): Promise<void> => {
  const until = performance.now() + lasting;
  try {
    while (performance.now() < until) {
      mesh.freeze(process);
      await pause(pulse.stoppedMilliseconds);
      mesh.thaw(process);
      await pause(pulse.runningMilliseconds);
    }
  } finally {
    mesh.thaw(process);
  }
};

/**
 * Does one harm and waits until its process is healthy again.
 *
 * @returns undefined when the process was not running, so that nothing was done.
 */
export const doHarm = async (
  mesh: DrillMesh,
  { process, kind, lasting }: Harm,
): Promise<DoneHarm | undefined> => {
  const before = mesh.processId(process);
  if (before === undefined) return undefined;
  const beganAt = performance.now();
  if (kind === 'kill') {
    mesh.kill(process);
    await untilReplaced(mesh, process, before);
  } else if (kind === 'stop') {
    await mesh.stop(process);
    await pause(lasting);
    await mesh.start(process);
  } else if (kind === 'freeze') {
    mesh.freeze(process);
    await pause(lasting);
    mesh.thaw(process);
  } else if (kind === 'slow') await slowDown(mesh, process, lasting);
  else await mesh.resetConnections();
  return { process, kind, beganAt, healthyAt: performance.now() };
};
