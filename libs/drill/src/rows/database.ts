import { setTimeout as pause } from 'node:timers/promises';
import { readAttempt, saveResponse } from '@ai-teacher/contracts/exam/attempts.ts';
import { listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { changeMe, readMe } from '@ai-teacher/contracts/user/profile.ts';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import pg from 'pg';
import { type Finding, faultsIf, type Row, type Stage } from './row.ts';
import { countsOf, type Seen, secondsUntilAnswered, slowest } from './visitor.ts';

const slowMilliseconds = 2_000;
/** Refusals are decided within three seconds; the rest is the work of a busy machine. */
const maxRefusalMilliseconds = 6_000;
const maxRecoverySeconds = 30;
/** An overload is over within ten seconds after its end. */
const maxCalmSeconds = 10;
const locales = ['en', 'fr', 'de', 'es'] as const;

/** The services whose liveness probe does not answer 200. */
const unlive = async ({ mesh }: Stage): Promise<string[]> => {
  const states = storingServices.map(async (service) => {
    const url = `http://127.0.0.1:${mesh.portOf(service, 'probe')}/livez`;
    return { service, isLive: (await fetch(url).catch(() => undefined))?.status === 200 };
  });
  return (await Promise.all(states)).filter(({ isLive }) => !isLive).map(({ service }) => service);
};

const readOnce = ({ student }: Stage) => student.see(readMe, {});
const readMany = (stage: Stage): Promise<Seen[]> =>
  Promise.all(Array.from({ length: stage.readsAtOnce }, () => readOnce(stage)));

/** Changes the user's language again and again, and notes the last acknowledged one. */
const changeRepeatedly = async (
  stage: Stage,
  isOver: () => boolean,
): Promise<{ seen: Seen[]; kept: string[] }> => {
  const seen: Seen[] = [];
  let kept = ['en'];
  for (let count = 0; !isOver(); count += 1) {
    const locale = locales[count % locales.length] ?? 'en';
    const change = await stage.student.see(changeMe, { body: { locale } });
    seen.push(change);
    // A change without an answer may have happened.
    if (change.status === 200) kept = [locale];
    else if (change.status !== 503) kept.push(locale);
    await pause(200);
  }
  return { seen, kept };
};

type Fault = {
  readonly begin: () => Promise<void> | void;
  readonly end: () => Promise<void> | void;
  readonly seconds: number;
};

/** Reads and changes while PostgreSQL has a fault, until the fault ends. */
const playFault = async (stage: Stage, { begin, end, seconds }: Fault): Promise<Finding> => {
  await stage.student.see(changeMe, { body: { locale: 'en' } });
  await begin();
  let isOver = false;
  const changing = changeRepeatedly(stage, () => isOver);
  const until = performance.now() + seconds * 1_000;
  const reads: Seen[] = [];
  const unliveServices: string[] = [];
  while (performance.now() < until) {
    reads.push(...(await readMany(stage)));
    unliveServices.push(...(await unlive(stage)));
    await pause(500);
  }
  await end();
  const recoverySeconds = await secondsUntilAnswered(() => readOnce(stage));
  isOver = true;
  const { seen: changes, kept } = await changing;
  const { answer } = await readOnce(stage);
  const refused = [...reads, ...changes].filter(({ status }) => status === 503);
  return {
    seen: `reads: ${countsOf(reads)}; changes: ${countsOf(changes)}; 503 within ${slowest(refused)}`,
    recoverySeconds,
    faults: faultsIf({
      [`not live: ${[...new Set(unliveServices)].join(', ')}`]: unliveServices.length > 0,
      'no request was refused with 503': refused.length === 0,
      'a refusal had no Retry-After': refused.some(({ hasRetryAfter }) => !hasRetryAfter),
      'a refusal was late': refused.some(({ milliseconds }) => milliseconds > maxRefusalMilliseconds),
      'a request had no answer': [...reads, ...changes].some(({ status }) => status === 0),
      'an internal error': [...reads, ...changes].some(({ status }) => status === 500),
      'an acknowledged change was lost': !kept.includes(answer?.locale ?? ''),
      'the recovery was late': recoverySeconds > maxRecoverySeconds,
    }),
  };
};

const goneRow: Row = {
  unavailable: 'postgres gone',
  play: async (stage) => {
    const { mesh, outageSeconds: seconds } = stage;
    const begin = () => mesh.stop('postgres');
    return playFault(stage, { begin, end: () => mesh.start('postgres'), seconds });
  },
};

const slowRow: Row = {
  unavailable: 'postgres slow by 2 s',
  play: async (stage) => {
    const { database } = stage.mesh;
    const begin = () => database.delay(slowMilliseconds);
    return playFault(stage, { begin, end: () => database.delay(0), seconds: stage.outageSeconds });
  },
};

const stalledRow: Row = {
  unavailable: 'postgres stalled',
  play: async (stage) => {
    const { database } = stage.mesh;
    const begin = () => database.delay(Number.POSITIVE_INFINITY);
    return playFault(stage, { begin, end: () => database.delay(0), seconds: stage.outageSeconds });
  },
};

/** The first refusal of many concurrent reads, or one of their answers. */
const worstRead = async (stage: Stage): Promise<Seen> => {
  const reads = await readMany(stage);
  const worst = reads.find(({ status }) => status !== 200) ?? reads[0];
  if (worst === undefined) throw new Error('no read was sent');
  return worst;
};

/**
 * One service waits for a lock with all of its connections; the others do not notice. For two seconds after
 * an overload the gateway still refuses a part of the requests. So the row begins when many concurrent reads
 * are answered.
 */
const exhaustedRow: Row = {
  unavailable: 'all connections of exam in use',
  play: async (stage) => {
    const { mesh, student, attemptId, itemId } = stage;
    const calmSeconds = await secondsUntilAnswered(() => worstRead(stage));
    const holder = new pg.Client({ connectionString: mesh.databaseUrl('exam') });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('begin; lock table exam in access exclusive mode');
    const exams = Array.from({ length: stage.readsAtOnce }, () => student.see(listExams, { query: {} }));
    const others = readMany(stage);
    const all = await Promise.all(exams);
    await holder.query('commit');
    await holder.end();
    const recoverySeconds = await secondsUntilAnswered(() => student.see(listExams, { query: {} }));
    const params = { id: attemptId, itemId };
    const save = await student.see(saveResponse, { params, body: { response: null } });
    const attempt = await student.see(readAttempt, { params: { id: attemptId } });
    const refused = all.filter(({ status }) => status === 503);
    return {
      seen: `exam: ${countsOf(all)}, 503 within ${slowest(refused)}; user: ${countsOf(await others)}`,
      recoverySeconds,
      faults: faultsIf({
        'no request was refused with 503': refused.length === 0,
        'a refusal had no Retry-After': refused.some(({ hasRetryAfter }) => !hasRetryAfter),
        'a refusal was late': refused.some(({ milliseconds }) => milliseconds > maxRefusalMilliseconds),
        'the row before still had an effect': calmSeconds > maxCalmSeconds,
        'another service was affected': (await others).some(({ status }) => status !== 200),
        'the exam does not continue': save.status !== 204 || attempt.answer?.status !== 'in_progress',
      }),
    };
  },
};

export const databaseRows: readonly Row[] = [goneRow, slowRow, stalledRow, exhaustedRow];
