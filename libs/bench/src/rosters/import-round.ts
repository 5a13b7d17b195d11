import { buffer } from 'node:stream/consumers';
import {
  confirmRoster,
  followRoster,
  importRoster,
  type RosterFile,
} from '@ai-teacher/contracts/rosters/rosters.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { processorTimes } from '../machine/processor-time.ts';
import { credentialsOf } from '../session/library.ts';
import type { Session } from '../session/session.ts';
import type { RosterPlan } from './made-roster.ts';
import { rosterZip } from './write-roster.ts';

/** One stage of an import, such as `checking users`. */
export type ImportStage = {
  readonly stage: string;
  readonly seconds: number;
  /** Rows of the file; 0 for a stage without a file. */
  readonly rows: number;
  /** Processor time by part in milliseconds. */
  readonly processor: ReadonlyMap<string, number>;
};

export type ImportTimes = {
  readonly bytes: number;
  readonly rows: number;
  readonly faults: number;
  /** Seconds from the begin of the upload to the report of the check. */
  readonly checked: number;
  /** Seconds from the confirmation to the end. */
  readonly applied: number;
  readonly stages: readonly ImportStage[];
};

/** A million users are uploaded in a minute. */
const timeoutMilliseconds = 900_000;
/** Well below the life of an access token. */
const tokenMilliseconds = 120_000;

/** A client of the mesh's first admin, whose token is renewed. */
const adminOf = (session: Session): (() => Promise<EdgeClient>) => {
  const { admin } = credentialsOf(session);
  let client: EdgeClient | undefined;
  let until = 0;
  return async () => {
    if (client !== undefined && performance.now() < until) return client;
    client = await signedInClient(session.mesh.addresses.gatewayUrl, admin);
    until = performance.now() + tokenMilliseconds;
    return client;
  };
};

/** Notes the time and the processor time of each stage. */
const createStages = (session: Session) => {
  const ids = session.processIds();
  const stages: Omit<ImportStage, 'rows'>[] = [];
  let [name, since, before] = ['upload', performance.now(), processorTimes(ids)];
  return {
    /** Ends the current stage when its name is another one. */
    enter: (stage: string): void => {
      if (stage === name) return;
      const [now, after] = [performance.now(), processorTimes(ids)];
      const processor = new Map([...after].map(([part, time]) => [part, time - (before.get(part) ?? 0)]));
      stages.push({ stage: name, seconds: (now - since) / 1_000, processor });
      [name, since, before] = [stage, now, after];
    },
    list: (rowsOf: (stage: string) => number): ImportStage[] =>
      stages.map((stage) => ({ ...stage, rows: rowsOf(stage.stage) })),
  };
};

/** Uploads a made bundle to the mesh, confirms its report, and waits until it is applied. */
export const importMadeRoster = async (session: Session, plan: RosterPlan): Promise<ImportTimes> => {
  const admin = adminOf(session);
  const bytes = await buffer(rosterZip(plan));
  await admin();
  const stages = createStages(session);
  const settled = async (id: string) => {
    // The gateway ends a stream after ten minutes, then another one follows.
    for (;;) {
      const input = { params: { id }, timeoutMilliseconds };
      for await (const { event, data } of (await (await admin()).stream(followRoster, input)).answer) {
        if (event === 'error') throw new Error(`the import was not followed: ${JSON.stringify(data)}`);
        stages.enter(data.progress.stage);
        if (event === 'done') return data;
      }
    }
  };
  const start = performance.now();
  const file = { name: 'roster.zip', bytes };
  const { id } = (await (await admin()).upload(importRoster, { body: {}, timeoutMilliseconds }, file)).answer;
  stages.enter('queued');
  const report = await settled(id);
  if (report.status !== 'ready') throw new Error(`the bundle was not checked: ${JSON.stringify(report)}`);
  const checked = (performance.now() - start) / 1_000;
  const confirmed = performance.now();
  stages.enter('confirmation');
  await (await admin()).call(confirmRoster, { params: { id } });
  const end = await settled(id);
  if (end.status !== 'applied') throw new Error(`the bundle was not applied: ${JSON.stringify(end)}`);
  const applied = (performance.now() - confirmed) / 1_000;
  const rowsOf = (stage: string): number =>
    report.files.find(({ file: name }) => name === (stage.split(' ')[1] as RosterFile))?.rows ?? 0;
  return {
    bytes: bytes.byteLength,
    rows: report.files.reduce((sum, { rows }) => sum + rows, 0),
    faults: end.faults,
    checked,
    applied,
    stages: stages.list(rowsOf),
  };
};
