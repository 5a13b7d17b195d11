import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { createEdgeClient, patientRetries } from '@ai-teacher/edge-client/edge-client.ts';
import { dumpDatabases } from '@ai-teacher/local-mesh/backup/dump-databases.ts';
import type { Manifest } from '@ai-teacher/local-mesh/backup/manifest.ts';
import { restoreDatabases } from '@ai-teacher/local-mesh/backup/restore-databases.ts';
import { startMesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { superuserUrl } from '@ai-teacher/local-mesh/parts/postgres/postgres.ts';
import type { Stoppable } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import { repositoryRoot, stateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { runChecks } from '../checks/checks.ts';
import { type Inspection, settled } from '../checks/inspection.ts';
import type { Finding } from '../finding.ts';
import { type Ledger, newLedger } from '../ledger.ts';
import { type DrillMesh, startDrillMesh, stateOf } from '../mesh/drill-mesh.ts';
import { openSchool, peopleOf, playSchool } from '../people/open-school.ts';
import type { Credentials } from '../people/person.ts';
import { copyLedger, expectedOf } from './copy-ledger.ts';
import { findHalfLinks } from './linked-rows.ts';

export type RestoreOptions = {
  readonly seconds: number;
  readonly students: number;
};

export type RestoreOutcome = {
  readonly manifest: Manifest;
  readonly restoreSeconds: number;
  /**
   * From the start of the restored mesh until every document was searchable, without the start of the mesh.
   */
  readonly rebuildSeconds: number;
  readonly expected: Ledger;
  readonly findings: readonly Finding[];
};

type Surroundings = {
  readonly folder: string;
  readonly progress: Progress;
  readonly own: (owned: Stoppable) => void;
};

/** The words of the searches whose results are compared. */
const queries = ['condensation', 'How do clouds form?', 'humidity and evaporation', 'the water cycle'];
const hitsCompared = 10;
const afterDumpMilliseconds = 10_000;
const patienceMilliseconds = 120_000;
const stores = ['postgres', 'qdrant', 'redis', 'redis-edge'] as const;

/** The values that must be equal before and after the restore. */
type Remembered = {
  readonly expected: Ledger;
  readonly manifest: Manifest;
  readonly hits: readonly (readonly string[])[];
  readonly accessToken: string;
  readonly students: readonly Credentials[];
  readonly documentId: string;
};

/**
 * Plays a school, dumps its databases while it writes, destroys all stores, restores the dump, and compares
 * what people see with the writes that were acknowledged before the dump.
 */
export const runRestoreDrill = async (
  surroundings: Surroundings,
  options: RestoreOptions,
): Promise<RestoreOutcome> => {
  const { folder, progress, own } = surroundings;
  const backup = path.join(folder, 'backup');
  const before = await startDrillMesh({ ...surroundings, replicas: 1 });
  const remembered = await playAndDump(before, options, { backup, progress }).finally(() => before.end());
  const state = stateDirectory(stateOf(folder));
  for (const store of stores) await rm(state.data(store), { recursive: true, force: true });
  const restoreSeconds = await restore(surroundings, backup);
  const after = await startDrillMesh({ folder, progress, own, replicas: 1 });
  try {
    const began = performance.now();
    await untilIndexed(after);
    const rebuildSeconds = (performance.now() - began) / 1_000;
    const findings = await compare(after, remembered, progress);
    const { manifest, expected } = remembered;
    return { manifest, restoreSeconds, rebuildSeconds, expected, findings };
  } finally {
    await after.end();
  }
};

const playAndDump = async (
  mesh: DrillMesh,
  { seconds, students: studentCount }: RestoreOptions,
  { backup, progress }: { readonly backup: string; readonly progress: Progress },
): Promise<Remembered> => {
  const ledger = newLedger();
  const closing = new AbortController();
  const open = await openSchool(mesh, { ledger, closing, studentCount });
  const playing = playSchool(open, mesh);
  await pause(seconds * 1_000);
  const before = copyLedger(ledger);
  const dumping = dumpDatabases(mesh.serverUrl, backup, (text) => progress.working('dump', text));
  const manifest = await dumping.finally(() => pause(afterDumpMilliseconds));
  const expected = expectedOf(before, copyLedger(ledger));
  closing.abort();
  await playing;
  const world = createEdgeClient({ gatewayUrl: mesh.gatewayUrl, retry: patientRetries });
  const { accessToken } = (await world.call(signIn, { body: mesh.credentials.teacher })).answer;
  const { documentId } = open.school;
  const hits = await searchAll(mesh, { accessToken, documentId });
  return { expected, manifest, hits, accessToken, students: open.students, documentId };
};

/** Only PostgreSQL runs, so no service is connected. */
const restore = async ({ folder, progress, own }: Surroundings, backup: string): Promise<number> => {
  const mesh = await startMesh(
    { state: stateOf(folder), environment: {}, progress, only: ['postgres'] },
    own,
  );
  try {
    const secrets = await openSecrets(mesh.state.secrets, {});
    const port = portOf(mesh.addresses, 'postgres', 'sql');
    const server = superuserUrl({ port, superuserPassword: secrets.POSTGRES_PASSWORD, dataDirectory: '' });
    const passwords = {
      auth: secrets.AUTH_DATABASE_PASSWORD,
      user: secrets.USER_DATABASE_PASSWORD,
      chat: secrets.CHAT_DATABASE_PASSWORD,
      rag: secrets.RAG_DATABASE_PASSWORD,
      exam: secrets.EXAM_DATABASE_PASSWORD,
      notification: secrets.NOTIFICATION_DATABASE_PASSWORD,
    };
    const report = (text: string) => progress.working('restore', text);
    return (await restoreDatabases(server, { folder: backup, passwords, report })).seconds;
  } finally {
    await mesh.stop();
  }
};

/**
 * The command of rag ends when every ready document is indexed. The start of rag has enqueued the rebuild.
 */
const untilIndexed = async (mesh: DrillMesh): Promise<void> => {
  const program = path.join(repositoryRoot, 'services', 'rag', 'src', 'rebuild-index.ts');
  const env = { ...process.env, DATABASE_URL: mesh.databaseUrl('rag') };
  await promisify(execFile)(process.execPath, [program, '--watch'], { env });
};

const searchAll = async (
  { gatewayUrl }: DrillMesh,
  { accessToken, documentId }: Pick<Remembered, 'accessToken' | 'documentId'>,
): Promise<string[][]> => {
  const teacher = createEdgeClient({ gatewayUrl }).as(accessToken);
  const found: string[][] = [];
  for (const query of queries) {
    const body = { query, limit: hitsCompared, documentIds: [documentId] };
    const { results } = (await teacher.call(search, { body })).answer;
    found.push(results.map(({ chunkId }) => chunkId));
  }
  return found;
};

const compare = async (
  mesh: DrillMesh,
  remembered: Remembered,
  progress: Progress,
): Promise<readonly Finding[]> => {
  const { expected, students, accessToken, hits } = remembered;
  const personOf = peopleOf(mesh, expected, [...students, ...expected.acknowledged.accounts]);
  const inspection: Inspection = { ledger: expected, mesh, personOf, progress, patienceMilliseconds };
  const findings = [...(await runChecks(inspection))];
  // A token from before the restore proves that the sealed signing keys open again.
  const teacher = createEdgeClient({ gatewayUrl: mesh.gatewayUrl }).as(accessToken);
  await teacher.call(readMe, {}).catch((fault: unknown) => {
    findings.push({ kind: 'keys', harm: 'lost', text: `a token of before the restore is refused: ${fault}` });
  });
  const now = await searchAll(mesh, remembered);
  for (const [index, before] of hits.entries())
    if (before.length === 0 || before.join() !== now[index]?.join()) {
      const text = `"${queries[index]}" finds other passages, or the same in another order`;
      findings.push({ kind: 'searches', harm: 'changed', text });
    }
  findings.push(...(await settled(inspection, () => findHalfLinks(mesh))));
  return findings;
};
