/** @mesh own */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { followDocument } from '@ai-teacher/contracts/rag/ingestion.ts';
import { runChecks } from '@ai-teacher/drill/checks/checks.ts';
import { countsOf, type Ledger, newLedger } from '@ai-teacher/drill/ledger.ts';
import { type DrillMesh, startDrillMesh } from '@ai-teacher/drill/mesh/drill-mesh.ts';
import { hireTeacher } from '@ai-teacher/drill/people/newcomer.ts';
import { Person } from '@ai-teacher/drill/people/person.ts';
import { verdictOf } from '@ai-teacher/drill/report/report.ts';
import { type DrillOutcome, runDrill } from '@ai-teacher/drill/run-drill.ts';
import { EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(900_000);

/** Every run drills another order of failures; a failed run names its seed. */
const seed = 1 + Math.floor(Math.random() * 1_000_000);

let folder: string;
let mesh: DrillMesh;
let outcome: DrillOutcome;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-drill-'));
  const progress = plainProgress(() => undefined);
  mesh = await startDrillMesh({ folder, progress, own: () => undefined });
  outcome = await runDrill(mesh, { seed, harms: 8, seconds: 40, students: 2 }, progress);
}, 900_000);
afterAll(async () => {
  await mesh?.end();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('a school day while eight processes fail', () => {
  it('loses and doubles no acknowledged write, leaves no work stuck, and no failure is without a reason', () => {
    expect({ seed, ...verdictOf(outcome) }).toEqual({ seed, findings: [], unexplained: [] });
    expect(outcome.harms.length).toBeGreaterThan(5);
    const counts = countsOf(outcome.ledger);
    for (const kind of ['accounts', 'answers', 'documents', 'exams', 'responses', 'submissions'])
      expect({ kind, none: counts[kind] === 0 }).toEqual({ kind, none: false });
  });
});

describe('the people of a drill', () => {
  it('take on a teacher who signs in and whose request ids the gateway keeps', async () => {
    const { gatewayUrl, credentials } = mesh;
    const ledger = newLedger();
    const school = { gatewayUrl, ledger, closing: { signal: new AbortController().signal } };
    const teacher = await hireTeacher({ ...school, admin: credentials.admin });
    await new Person(teacher, school).call(listNotifications, { query: {} });
    expect(ledger.acknowledged.accounts).toEqual([teacher]);
    const stranger = new Person({ ...teacher, password: 'another password' }, school);
    const refusal = await stranger.call(listNotifications, { query: {} }).catch((fault: unknown) => fault);
    expect(refusal).toBeInstanceOf(EdgeProblem);
    const { requestId } = (refusal as EdgeProblem).exchange;
    expect(ledger.failures).toEqual([expect.objectContaining({ outcome: 401, requestId })]);
  });

  it('sign in once for requests that they send concurrently, and read a stream to its end', async () => {
    const { gatewayUrl, credentials } = mesh;
    const ledger = newLedger();
    const school = { gatewayUrl, ledger, closing: { signal: new AbortController().signal } };
    const teacher = new Person(credentials.teacher, school);
    const [document] = outcome.ledger.acknowledged.documents;
    const params = { id: document?.documentId ?? '' };
    await Promise.all([
      teacher.call(listNotifications, { query: {} }),
      teacher.readStream(followDocument, { params }),
      teacher.readStream(followDocument, { params }),
    ]);
    const answered = { signIn: 1, listNotifications: 1, followDocument: 2 };
    expect({ answered: Object.fromEntries(ledger.answered), failures: ledger.failures }).toEqual({
      answered,
      failures: [],
    });
  });
});

describe('the checks of a drill', () => {
  const find = async (
    acknowledged: Partial<Ledger['acknowledged']>,
    others: Partial<Ledger> = {},
  ): Promise<string[]> => {
    const nothing = newLedger().acknowledged;
    const findings = await runChecks({
      ...outcome.inspection,
      ledger: { ...outcome.ledger, ...others, acknowledged: { ...nothing, ...acknowledged } },
      patienceMilliseconds: 0,
    });
    return findings.map(({ kind, harm, text }) => `${kind} ${harm}: ${text}`);
  };

  it('find an answer and a document that do not exist', async () => {
    const { answers, documents } = outcome.ledger.acknowledged;
    const [first, ...others] = answers;
    const lostAnswer = first && [{ ...first, messageId: randomUUID() }, ...others];
    const changedAnswer = first && [{ ...first, text: 'Something else.' }, ...others];
    const unknown = { documentId: randomUUID(), title: 'Unknown' };
    const lostDocument = documents.slice(0, 1).map((document) => ({ ...document, ...unknown }));
    expect(await find({ answers: lostAnswer ?? [] })).toEqual([expect.stringMatching(/^answers lost/)]);
    expect(await find({ answers: changedAnswer ?? [] })).toEqual([expect.stringMatching(/^answers changed/)]);
    // Neither a document of this title and id nor its notification exists.
    expect(await find({ documents: lostDocument })).toHaveLength(3);
  });

  it('find a response that changed, and a result without a notification', async () => {
    const attempt = outcome.ledger.acknowledged.attempts.slice(0, 1);
    const itemId = [...(attempt[0]?.responses.keys() ?? [])][0] ?? '';
    const changed = attempt.map((record) => ({ ...record, responses: new Map([[itemId, ['another']]]) }));
    const unknown = attempt.map((record) => ({ ...record, attemptId: randomUUID(), released: true }));
    expect(await find({ attempts: changed.map((record) => ({ ...record, released: false })) })).toHaveLength(
      1,
    );
    await expect(find({ attempts: unknown })).rejects.toThrow('attempt-not-found');
  });

  it('find a session that no acknowledged question began', async () => {
    const { answers, documents } = outcome.ledger.acknowledged;
    const student = answers[0]?.student ?? '';
    const documentIds = documents.slice(0, 1).map(({ documentId }) => documentId);
    const body = { message: 'What is condensation?', documentIds };
    await outcome.inspection.personOf(student).call(ask, { body });
    expect(await find({ answers }, { unknownOutcomes: [] })).toContainEqual(
      expect.stringMatching(`^answers twice: ${student} has \\d+ sessions of at most`),
    );
  });

  it('find a job that never runs', async () => {
    const add = `select graphile_worker.add_job('unknown', run_at := now() - interval '5 minutes')`;
    await readRows(mesh.databaseUrl('exam'), add);
    expect(await find({})).toEqual(['jobs stuck: exam: the job unknown waits after 0 attempts']);
  });
});
