import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readAttempt, saveResponse } from '@ai-teacher/contracts/exam/attempts.ts';
import { listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { faultsIf, type Row, type Stage } from './row.ts';
import { countsOf, type Seen, secondsUntilAnswered } from './visitor.ts';

/** The list of ended sessions is polled each second. */
const authOutageSeconds = 5;
const maxDeliverySeconds = 180;
const hour = 3_600;
const clockSeconds = 15;

const readsOfAll = ({ student }: Stage): Promise<Seen[]> =>
  Promise.all([
    student.see(readMe, {}),
    student.see(listExams, { query: {} }),
    student.see(search, { body: { query: 'condensation' } }),
  ]);
const isNot200 = ({ status }: Seen): boolean => status !== 200;

const authRow: Row = {
  unavailable: 'auth gone',
  play: async (stage) => {
    const { mesh, world, studentCredentials } = stage;
    const login = () => world.see(signIn, { body: studentCredentials });
    await mesh.stop('auth');
    await pause(authOutageSeconds * 1_000);
    const reads = await readsOfAll(stage);
    const refused = await login();
    await mesh.start('auth');
    const recoverySeconds = await secondsUntilAnswered(login);
    return {
      seen: `reads with a token: ${countsOf(reads)}; sign-in: ${countsOf([refused])}`,
      recoverySeconds,
      faults: faultsIf({
        'a read was refused': reads.some(isNot200),
        'a sign-in had no 503 with Retry-After': refused.status !== 503 || !refused.hasRetryAfter,
      }),
    };
  },
};

const upload = ({ teacher, book }: Stage, title: string) =>
  teacher.client.upload(ingest, { body: { title } }, { name: `${title}.pdf`, bytes: book });

/** An event of a book reaches a service that was unavailable. */
const serviceRow: Row = {
  unavailable: 'notification gone',
  play: async (stage) => {
    const { mesh, teacher } = stage;
    await mesh.stop('notification');
    const { documentId } = (await upload(stage, 'Notified')).answer;
    const own = await teacher.see(listNotifications, { query: {} });
    const others = await readsOfAll(stage);
    await mesh.start('notification');
    const beganAt = performance.now();
    const hasArrived = async () => {
      const { answer } = await teacher.see(listNotifications, { query: {} });
      return JSON.stringify(answer ?? {}).includes(documentId);
    };
    await waitUntil(hasArrived, { what: 'the event', timeoutSeconds: maxDeliverySeconds });
    return {
      seen: `its route: ${countsOf([own])}; other services: ${countsOf(others)}; the event arrived afterwards`,
      recoverySeconds: (performance.now() - beganAt) / 1_000,
      faults: faultsIf({
        'its route had no 503 with Retry-After': own.status !== 503 || !own.hasRetryAfter,
        'another service was affected': others.some(isNot200),
      }),
    };
  },
};

const mebibyte = 1_024 * 1_024;
/** Beyond this age a reading of the free space is repeated. */
const readingMilliseconds = 5_500;

/** A large file takes the space that rag demands; afterwards the space is free again. */
const diskRow: Row = {
  unavailable: 'disk full',
  play: async (stage) => {
    const { folder, minFreeBytes } = stage.disk;
    const filler = path.join(folder, 'filler');
    const file = await open(filler, 'w');
    const bytes = Buffer.alloc(16 * mebibyte, 1);
    for (let written = 0; written < minFreeBytes; written += bytes.byteLength) await file.write(bytes);
    await file.close();
    await pause(readingMilliseconds);
    const refused = await upload(stage, 'Too much').then(
      ({ status }) => `${status}`,
      (fault: unknown) =>
        fault instanceof EdgeProblem ? `${fault.exchange.status} ${fault.problem?.code}` : String(fault),
    );
    const others = await readsOfAll(stage);
    await rm(filler);
    await pause(readingMilliseconds);
    const accepted = (await upload(stage, 'Room again')).status;
    return {
      seen: `upload: ${refused}; others: ${countsOf(others)}; afterwards: ${accepted}`,
      faults: faultsIf({
        'an upload was not refused with storage-full': refused !== '507 storage-full',
        'another request was affected': others.some(isNot200),
      }),
    };
  },
};

/**
 * A service whose clock is wrong closes no exam early, and serves when the clock is right. Ahead of time it
 * refuses every token as expired.
 */
const clockRow = (direction: 1 | -1): Row => ({
  unavailable: `clock of exam ${direction > 0 ? 'an hour ahead' : 'an hour behind'}`,
  play: async (stage) => {
    const { student, attemptId, itemId } = stage;
    const params = { id: attemptId, itemId };
    const save = () => student.see(saveResponse, { params, body: { response: null } });
    await stage.moveClock('exam', direction * hour);
    const during: Seen[] = [];
    for (let second = 0; second < clockSeconds; second += 1) {
      during.push(await save());
      await pause(1_000);
    }
    const others = [await student.see(readMe, {})];
    await stage.moveClock('exam', 0);
    const recoverySeconds = await secondsUntilAnswered(save);
    const attempt = await student.see(readAttempt, { params: { id: attemptId } });
    return {
      seen: `saves: ${countsOf(during)}; other services: ${countsOf(others)}; the attempt afterwards: ${attempt.answer?.status}`,
      recoverySeconds,
      faults: faultsIf({
        'the attempt was closed early': attempt.answer?.status !== 'in_progress',
        'another service was affected': others.some(isNot200),
        'an internal error': during.some(({ status }) => status === 500),
      }),
    };
  },
});

export const serviceRows: readonly Row[] = [authRow, serviceRow, diskRow, clockRow(1), clockRow(-1)];
