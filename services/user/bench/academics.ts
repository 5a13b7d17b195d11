/**
 * `npm run bench academics -- --nodes 1000000` measures trees, classes and rights at the size of a country:
 * user's app over mutual TLS, PostgreSQL, and the facts. Exits with code 1 when a target is missed.
 */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { defaultInstitutionId as institutionId } from '@ai-teacher/contracts/values.ts';
import { brokerVariable } from '@ai-teacher/test-kit/broker/broker-client.ts';
import { serveCalls } from '@ai-teacher/test-kit/broker/broker-server.ts';
import { createTestDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { createPartsBroker } from '@ai-teacher/test-kit/parts/parts-broker.ts';
import { startUserApp } from '../test/user-app.ts';
import { print, printSizes } from './figures.ts';
import { fillProjection, fillSchool, type School, schoolOf } from './made-school.ts';
import { measureMoves } from './moves.ts';
import { measureReads } from './reads.ts';
import { measureStandings } from './standings.ts';

const measure = async (folder: string, school: School): Promise<void> => {
  const app = await startUserApp();
  const projection = await createTestDatabase('exam');
  try {
    const { nodes, people, classes, enrolments } = school;
    print(`${nodes} nodes, ${people} people, ${classes} classes, ${enrolments} enrolments`);
    await Promise.all([
      fillSchool({ databaseUrl: app.databaseUrl, institutionId, school }),
      fillProjection({ databaseUrl: projection.url, institutionId, school }),
    ]);
    const postgres = Number.parseInt(
      await readFile(path.join(folder, 'postgres/postmaster.pid'), 'utf8'),
      10,
    );
    const bench = { app, school, postgres };
    await measureReads(bench);
    await measureMoves(bench);
    await measureStandings(projection.url, school);
    const own = ['academic_node', 'academic_name', 'class', 'enrolment', 'profile'];
    await printSizes('user', app.databaseUrl, own);
    const facts = ['access_unit', 'access_class', 'access_enrolment'];
    await printSizes('a projection', projection.url, facts);
  } finally {
    await app.close();
    await projection.drop();
  }
};

const usage = 'npm run bench academics -- [--nodes 1000000]';
const values = readProgramOptions({ nodes: { type: 'string', default: '1000000' } }, usage);
const nodes = Number(values.nodes);
if (!Number.isInteger(nodes) || nodes < 1_000 || nodes > 2_000_000)
  throw new Error('--nodes must be a number from 1000 to 2000000');
const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-academics-'));
const parts = createPartsBroker(folder);
process.once('exit', parts.closeNow);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
const { close, closeNow: _, ...calls } = parts;
const server = await serveCalls(calls);
process.env[brokerVariable] = server.url;
try {
  await measure(folder, schoolOf(nodes));
} finally {
  await server.close();
  await close();
}
