import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { faultsIf, type Row, type Stage } from './row.ts';
import { countsOf, type Seen, secondsUntilAnswered, slowest } from './visitor.ts';

const readCount = 20;
/** The gateway waits 200 ms for a count; the rest is the work of a busy machine. */
const maxClosedMilliseconds = 2_000;
const maxDocumentSeconds = 120;

const readMany = ({ student }: Stage): Promise<Seen[]> =>
  Promise.all(Array.from({ length: readCount }, () => student.see(readMe, {})));
const login = ({ world, studentCredentials }: Stage) => world.see(signIn, { body: studentCredentials });
const isNot200 = ({ status }: Seen): boolean => status !== 200;

/** A store of counters that is gone or hangs: reads continue, sign-ins are refused fast. */
const counterRow = (part: PartName, how: 'gone' | 'stalled'): Row => ({
  unavailable: `${part} ${how}`,
  play: async (stage) => {
    const { mesh } = stage;
    if (how === 'gone') await mesh.stop(part);
    else mesh.freeze(part);
    await waitUntil(async () => (await login(stage)).status === 503, {
      what: 'a refused sign-in',
      timeoutSeconds: 15,
    });
    const reads = await readMany(stage);
    const logins = [await login(stage), await login(stage)];
    if (how === 'gone') await mesh.start(part);
    else mesh.thaw(part);
    const recoverySeconds = await secondsUntilAnswered(() => login(stage));
    return {
      seen: `reads: ${countsOf(reads)}; sign-ins: ${countsOf(logins)} within ${slowest(logins)}`,
      recoverySeconds,
      faults: faultsIf({
        'a read was refused': reads.some(isNot200),
        'a sign-in was not refused with 503 and Retry-After': logins.some(
          ({ status, hasRetryAfter }) => status !== 503 || !hasRetryAfter,
        ),
        'a sign-in was refused late': logins.some(({ milliseconds }) => milliseconds > maxClosedMilliseconds),
      }),
    };
  },
});

const searchWater = ({ student }: Stage) => student.see(search, { body: { query: 'condensation' } });
const askWater = ({ student, documentId }: Stage) =>
  student.see(ask, { body: { message: 'What is condensation?', documentIds: [documentId] } });

const qdrantRow: Row = {
  unavailable: 'qdrant gone',
  play: async (stage) => {
    const { mesh, teacher, book } = stage;
    await mesh.stop('qdrant');
    const file = { name: 'later.pdf', bytes: book };
    const upload = await teacher.client.upload(ingest, { body: { title: 'Later' } }, file);
    const asked = [await searchWater(stage), await askWater(stage)];
    await mesh.start('qdrant');
    const recoverySeconds = await secondsUntilAnswered(() => searchWater(stage));
    const params = { id: upload.answer.documentId };
    await waitUntil(async () => (await teacher.see(readDocument, { params })).answer?.status === 'ready', {
      what: 'the book that was uploaded meanwhile',
      timeoutSeconds: maxDocumentSeconds,
      everyMilliseconds: 500,
    });
    return {
      seen: `upload: ${upload.status}, ready afterwards; search and question: ${countsOf(asked)} within ${slowest(asked)}`,
      recoverySeconds,
      faults: faultsIf({
        'a search or a question was not refused': asked.some(
          ({ code, hasRetryAfter }) => code !== 'knowledge-base-unavailable' || !hasRetryAfter,
        ),
      }),
    };
  },
};

/** The mesh of the rows has a model whose server does not exist. */
const modelRow: Row = {
  unavailable: 'model gone',
  play: async (stage) => {
    const asked = [await askWater(stage), await askWater(stage)];
    const found = await searchWater(stage);
    return {
      seen: `question: ${countsOf(asked)} within ${slowest(asked)}; search: ${found.status}`,
      faults: faultsIf({
        'a question was not refused with model-unavailable': asked.some(
          ({ code, hasRetryAfter }) => code !== 'model-unavailable' || !hasRetryAfter,
        ),
        'a search was refused': isNot200(found),
      }),
    };
  },
};

const telemetryRow: Row = {
  unavailable: 'collector gone and stalled',
  play: async (stage) => {
    stage.mesh.freeze('otel-collector');
    const stalled = await readMany(stage);
    stage.mesh.thaw('otel-collector');
    await stage.mesh.stop('otel-collector');
    const gone = await readMany(stage);
    await stage.mesh.start('otel-collector');
    const all = [...stalled, ...gone];
    return { seen: countsOf(all), faults: faultsIf({ 'a read failed': all.some(isNot200) }) };
  },
};

export const storeRows: readonly Row[] = [
  telemetryRow,
  counterRow('ratelimit', 'gone'),
  counterRow('redis-edge', 'stalled'),
  counterRow('redis', 'stalled'),
  qdrantRow,
  modelRow,
];
