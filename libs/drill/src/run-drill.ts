import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { createEdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { runChecks } from './checks/checks.ts';
import type { Finding, Inspection } from './checks/inspection.ts';
import { type Ledger, newLedger } from './ledger.ts';
import { type DoneHarm, doHarm } from './mesh/do-harm.ts';
import type { DrillMesh } from './mesh/drill-mesh.ts';
import { registerAccount, registerNewcomers } from './people/newcomer.ts';
import { type Credentials, DrillEnded, Person } from './people/person.ts';
import type { School } from './people/school.ts';
import { studentDay } from './people/student.ts';
import { holdExams, uploadBooks } from './people/teacher.ts';
import { type Harm, makeSchedule } from './schedule.ts';

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
  /** What the checks needed, for checks of the checks. */
  readonly inspection: Inspection;
};

const book = 'libs/demo/textbook/water-weather-and-climate.pdf';
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
  const { school, students } = await openSchool(mesh, { ledger, closing: closed, options });
  const teacher = () => new Person(mesh.credentials.teacher, school);
  const refused: Finding[] = [];
  const activities = [
    ...students.map((student) => studentDay(new Person(student, school), school)),
    uploadBooks(teacher(), school),
    holdExams(teacher(), school),
    registerNewcomers(school),
  ].map((activity) =>
    activity.catch((fault: unknown) => {
      if (!(fault instanceof DrillEnded))
        refused.push({ kind: 'people', harm: 'stuck', text: `a person had to stop: ${fault}` });
    }),
  );
  const schedule = makeSchedule({ ...options, processes: mesh.processes }, mesh.isReplica);
  const { harms, unrecovered } = await doAll(mesh, schedule, progress);
  if (unrecovered.length === 0) await mesh.untilHealthy();
  await pause(calmMilliseconds);
  closed.abort();
  await Promise.all(activities);
  const personOf = peopleOf(mesh, ledger, [...students, ...ledger.acknowledged.accounts]);
  const inspection = { ledger, mesh, personOf, progress, patienceMilliseconds };
  const findings = unrecovered.length > 0 ? unrecovered : await runChecks(inspection);
  return { options, ledger, harms, findings: [...findings, ...refused], inspection };
};

/** The people of a drill after its end, signed in anew. */
const peopleOf = (
  { gatewayUrl, credentials }: DrillMesh,
  ledger: Ledger,
  students: readonly Credentials[],
): ((name: string) => Person) => {
  const closing = { signal: new AbortController().signal };
  const people = new Map<string, Person>();
  for (const person of [...students, credentials.teacher])
    people.set(person.email, new Person(person, { gatewayUrl, ledger, closing }));
  return (name) => {
    const person = people.get(name);
    if (person === undefined) throw new Error(`${name} is not a person of this drill`);
    return person;
  };
};

const openSchool = async (
  { gatewayUrl, credentials }: DrillMesh,
  { ledger, closing, options }: { ledger: Ledger; closing: { signal: AbortSignal }; options: DrillOptions },
): Promise<{ school: School; students: Credentials[] }> => {
  const bytes = await readFile(path.join(repositoryRoot, book));
  const world = createEdgeClient({ gatewayUrl });
  const { answer: tokens } = await world.call(signIn, { body: credentials.teacher });
  const teacher = world.as(tokens.accessToken);
  const file = { name: 'book.pdf', bytes };
  const { documentId } = (await teacher.upload(ingest, { body: { title: 'Water' } }, file)).answer;
  const { answer: events } = await teacher.stream(followDocument, { params: { id: documentId } });
  await Array.fromAsync(events);
  const school = {
    ...{ gatewayUrl, ledger, closing, documentId, book: bytes, exams: [] },
    studentCount: options.students,
    admin: credentials.admin,
  };
  const students: Credentials[] = [];
  for (let count = 0; count < options.students; count += 1) students.push(await registerAccount(school));
  return { school, students };
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
