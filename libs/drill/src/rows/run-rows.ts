import { mkdir, mkdtemp, readFile, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { createEdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import type { Stoppable } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { inMesh } from '../mesh/in-mesh.ts';
import { type SmallMesh, startSmallMesh } from '../mesh/small-mesh.ts';
import { stopDrillOnSignals } from '../report/stop-drill.ts';
import { writeReport } from '../report/write-report.ts';
import { databaseRows } from './database.ts';
import { type MovingClock, prepareClock } from './moving-clock.ts';
import type { Finding, Row, Stage } from './row.ts';
import { serviceRows } from './services.ts';
import { storeRows } from './stores.ts';
import { enter, visitorOf } from './visitor.ts';

/** Every row, in the order in which they are played. */
export const rows: readonly Row[] = [...storeRows, ...databaseRows, ...serviceRows];

const bookFile = 'libs/demo/textbook/water-weather-and-climate.pdf';
/** Others use the disk meanwhile, so the reserve is larger than what they write in a row. */
const diskReserveBytes = 400 * 1_024 * 1_024;
/** A process reads its moved clock ten times a second. */
const clockMilliseconds = 300;

const openSchool = async (mesh: SmallMesh, book: Uint8Array) => {
  const { gatewayUrl, credentials } = mesh;
  const teacher = await enter(gatewayUrl, credentials.teacher);
  const student = await enter(gatewayUrl, credentials.student);
  const file = { name: 'book.pdf', bytes: book };
  const { documentId } = (await teacher.client.upload(ingest, { body: { title: 'Water' } }, file)).answer;
  const events = (await teacher.client.stream(followDocument, { params: { id: documentId } })).answer;
  await Array.fromAsync(events);
  const body = { documentIds: [documentId], itemCount: 4 };
  const { examId } = draftIn((await teacher.client.call(generateExam, { body })).answer);
  const params = { id: examId };
  await teacher.client.call(publishExam, { params, body: { durationMinutes: 30 } });
  const { attemptId, items } = (await student.client.call(startAttempt, { params })).answer;
  return { teacher, student, documentId, attemptId, itemId: items[0]?.itemId ?? '' };
};

export type RowsMesh = { readonly stage: Stage; readonly end: () => Promise<void> };

/**
 * Starts the mesh of the rows: with a model that does not exist, a disk with a reserve, and a clock to
 * move.
 */
export const openStage = async ({
  folder,
  progress,
  own,
  outageSeconds,
}: {
  readonly folder: string;
  readonly progress: Progress;
  readonly own: (owned: Stoppable) => void;
  readonly outageSeconds: number;
}): Promise<RowsMesh> => {
  const diskFolder = path.join(folder, 'disk');
  await mkdir(diskFolder, { recursive: true });
  const { bavail, bsize } = await statfs(diskFolder);
  const minFreeBytes = Math.max(1, bavail * bsize - diskReserveBytes);
  const clock: MovingClock = await prepareClock(folder, 'exam');
  const mesh = await startSmallMesh({
    folder,
    progress,
    own,
    without: ['web', 'prometheus', 'jaeger'],
    variables: {
      chat: { CHAT_MODEL: 'no-model', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
      rag: { DISK_FOLDER: diskFolder, MIN_FREE_DISK_BYTES: String(minFreeBytes) },
      exam: { NODE_OPTIONS: clock.nodeOptions },
    },
  });
  const book = await readFile(path.join(repositoryRoot, bookFile));
  const stage: Stage = {
    ...(await openSchool(mesh, book)),
    mesh,
    progress,
    book,
    outageSeconds,
    readsAtOnce: 30,
    world: visitorOf(createEdgeClient({ gatewayUrl: mesh.gatewayUrl })),
    studentCredentials: mesh.credentials.student,
    disk: { folder: diskFolder, minFreeBytes: 2 * diskReserveBytes },
    moveClock: async (_service, seconds) => {
      await clock.move(seconds);
      await pause(clockMilliseconds);
    },
  };
  return { stage, end: mesh.end };
};

/** Plays one row. A row that cannot be played to its end is a fault of the row. */
export const playRow = async (row: Row, stage: Stage): Promise<Finding> => {
  stage.progress.working('drill', row.unavailable);
  try {
    return await row.play(stage);
  } catch (fault) {
    return { seen: 'the row did not end', faults: [String(fault)] };
  }
};

const lineOf = (row: Row, { seen, recoverySeconds, faults }: Finding): string => {
  const recovery = recoverySeconds === undefined ? '–' : recoverySeconds.toFixed(1);
  return `| ${[row.unavailable, seen, recovery, faults.length === 0 ? 'yes' : faults.join('; ')].join(' | ')} |`;
};

/** `npm run drill -- --rows`: prints what users see while a part is unavailable. */
export const runRows = async (output: (line: string) => void, isQuick: boolean): Promise<void> => {
  const { own, progress, print } = stopDrillOnSignals('rows', output);
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-rows-'));
  print(`The logs of this drill: ${folder}`);
  const open = await openStage({ folder, progress, own, outageSeconds: isQuick ? 6 : 30 });
  await inMesh(folder, open, async ({ stage }) => {
    const lines = [
      '| unavailable | what users see | seconds to recover | holds |',
      '| --- | --- | ---: | --- |',
    ];
    let isFine = true;
    for (const row of rows) {
      const finding = await playRow(row, stage);
      isFine &&= finding.faults.length === 0;
      lines.push(lineOf(row, finding));
      print(lines.at(-1) ?? '');
    }
    const report = `${lines.join('\n')}\n`;
    print(`\n${report}\nReport: ${await writeReport('rows', report)}`);
    return isFine;
  });
};
