import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { runChecks } from './checks/checks.ts';
import type { Inspection } from './checks/inspection.ts';
import type { Finding } from './finding.ts';
import { type Ledger, newLedger } from './ledger.ts';
import { readLogsOf } from './logs-of-failures.ts';
import { type DoneHarm, doHarm } from './mesh/do-harm.ts';
import type { DrillMesh } from './mesh/drill-mesh.ts';
import { openSchool, peopleOf, playSchool } from './people/open-school.ts';
import { type Harm, makeSchedule } from './schedule.ts';
import { unexplainedFailures } from './windows.ts';

export type DrillOptions = {
  readonly seed: number;
  readonly harms: number;
  readonly seconds: number;
  readonly students: number;
};

export type DrillOutcome = {
  readonly options: DrillOptions;
  readonly ledger: Ledger;
  readonly harms: readonly DoneHarm[];
  /** Acknowledged writes that were lost, doubled or changed, and stuck work. */
  readonly findings: readonly Finding[];
  /** By the id of a failed request that no harm explains: what the processes logged about it. */
  readonly logged: ReadonlyMap<string, readonly string[]>;
  /** The inputs of the checks, for the tests of the checks. */
  readonly inspection: Inspection;
};

/** The last harms recover before the people stop. */
const calmMilliseconds = 10_000;
/** Deliveries that failed repeatedly wait up to some minutes for their next attempt. */
const patienceMilliseconds = 300_000;

/** Plays a school in the mesh while its processes fail by the schedule, then compares ledger and system. */
export const runDrill = async (
  mesh: DrillMesh,
  options: DrillOptions,
  progress: Progress,
): Promise<DrillOutcome> => {
  const ledger = newLedger();
  const closed = new AbortController();
  const given = { ledger, closing: closed, studentCount: options.students };
  const open = await openSchool(mesh, given);
  const playing = playSchool(open, mesh);
  const schedule = makeSchedule({ ...options, processes: mesh.processes }, mesh.isReplica);
  const { harms, unrecovered } = await doAll(mesh, schedule, progress);
  if (unrecovered.length === 0) await mesh.untilHealthy();
  await pause(calmMilliseconds);
  closed.abort();
  const refused = await playing;
  const personOf = peopleOf(mesh, ledger, [...open.students, ...ledger.acknowledged.accounts]);
  const inspection = { ledger, mesh, personOf, progress, patienceMilliseconds };
  const findings = unrecovered.length > 0 ? unrecovered : await runChecks(inspection);
  const unexplained = unexplainedFailures(ledger.failures, harms);
  const logged = await readLogsOf(unexplained, mesh.logFolder);
  return { options, ledger, harms, findings: [...findings, ...refused], logged, inspection };
};

/** Does every harm at its time. `unrecovered` says which processes did not become healthy again. */
const doAll = async (
  mesh: DrillMesh,
  schedule: readonly Harm[],
  progress: Progress,
): Promise<{ harms: DoneHarm[]; unrecovered: Finding[] }> => {
  const began = performance.now();
  const unrecovered: Finding[] = [];
  const running: Promise<DoneHarm | undefined>[] = [];
  for (const [index, harm] of schedule.entries()) {
    await pause(Math.max(0, harm.at - (performance.now() - began)));
    const { kind, process } = harm;
    progress.working('drill', `${index + 1} of ${schedule.length}: ${kind} ${process}`);
    const doing = doHarm(mesh, harm).catch((fault: unknown) => {
      const text = `after ${kind}, ${process} did not recover: ${fault}`;
      unrecovered.push({ kind: 'processes', harm: 'stuck', text });
      return undefined;
    });
    running.push(doing);
  }
  const harms = (await Promise.all(running)).filter((done) => done !== undefined);
  return { harms, unrecovered };
};
