/**
 * `npm run bench academics -- --nodes 1000000` measures trees, classes and rights at the size of a country:
 * user's app over mutual TLS, PostgreSQL, and the facts. Exits with code 1 when a target is missed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median, percentile, sorted } from '@ai-teacher/bench/load/latency.ts';
import { processorTimes } from '@ai-teacher/bench/machine/processor-time.ts';
import { readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import { listNodes, moveNode, readNode } from '@ai-teacher/contracts/user/academics.ts';
import { readClass } from '@ai-teacher/contracts/user/classes.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { defaultInstitutionId as institutionId } from '@ai-teacher/contracts/values.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { brokerVariable } from '@ai-teacher/test-kit/broker/broker-client.ts';
import { serveCalls } from '@ai-teacher/test-kit/broker/broker-server.ts';
import { accessToken, anAdmin, aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { createPartsBroker } from '@ai-teacher/test-kit/parts/parts-broker.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { startUserApp } from '../test/user-app.ts';
import { ms, print, printSizes, require } from './figures.ts';
import {
  fillProjection,
  fillSchool,
  firstOf,
  idOf,
  levelsOf,
  type School,
  schoolOf,
  spread,
} from './made-school.ts';
import type { Round } from './readers.ts';
import { measureStandings } from './standings.ts';

/** Rounds of each kind of reading, in turn, so that other work on the machine meets all of them. */
const rounds = 3;
const secondsOfRound = 2;
const readsPerSecondBesideMoves = 20;
const secondsOfMoves = 10;
const minNodesOfMove = 10_000;

type Path = { readonly person: number; readonly path: string };

const pathsOf = (school: School) => {
  const { nodes, people, classes } = school;
  const lowest = firstOf(levelsOf(school) - 1);
  const persons = spread(people).map((number) => number + 1);
  const each = (pathOf: (number: number, place: number) => string): Path[] =>
    persons.map((person, place) => ({ person, path: pathOf(person, place) }));
  const below = spread(nodes - lowest + 1);
  const parents = spread(Math.max(1, Math.floor((nodes - 1) / 10)));
  const tree = 'organisation';
  return {
    profile: each(() => locationOf(readMe.path, {})),
    path: each((_, place) =>
      locationOf(readNode.path, { params: { tree, id: idOf('node', lowest + (below[place] ?? 0)) } }),
    ),
    children: each((_, place) =>
      locationOf(listNodes.path, {
        params: { tree },
        query: { parentId: idOf('node', 1 + (parents[place] ?? 0)) },
      }),
    ),
    class: each((person) => locationOf(readClass.path, { params: { id: idOf('class', person % classes) } })),
  };
};

const requestsOf = (paths: readonly Path[]): Promise<Round['requests']> =>
  Promise.all(
    paths.map(async ({ person, path: target }) => {
      const user = aStudent({ userId: idOf('person', person) });
      const headers = {
        authorization: `Bearer ${await accessToken(user)}`,
        'x-user-id': user.userId,
        'x-user-role': user.role,
      };
      return { path: target, headers };
    }),
  );

type Read = { readonly times: Float64Array; readonly processor: number };

/** The processor time of user and PostgreSQL so far, in milliseconds. */
const spentBy = (postgres: number): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + (processorTimes(new Map([['postgres', postgres]])).get('postgres') ?? 0);
};

/** Runs one round. `processor` is the time of user and PostgreSQL for one read, in milliseconds. */
const runReaders = async (round: Round, postgres: number): Promise<Read> => {
  const child = fork(path.join(import.meta.dirname, 'readers.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  child.send(round);
  await once(child, 'message');
  const before = spentBy(postgres);
  const [times] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('the readers ended early');
    }),
  ])) as [number[]];
  const processor = (spentBy(postgres) - before) / times.length;
  return { times: sorted(times), processor };
};

type Bench = {
  readonly app: TestApp<unknown>;
  readonly school: School;
  readonly postgres: number;
};

const measureReads = async ({ app, school, postgres }: Bench): Promise<void> => {
  const paths = pathsOf(school);
  const names = Object.keys(paths) as (keyof typeof paths)[];
  const found = new Map<string, Read[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const name of names) {
      const requests = await requestsOf(paths[name]);
      const read = await runReaders({ port: app.port, requests, seconds: secondsOfRound }, postgres);
      // The first round compiles the code and fills the caches.
      if (round > 0) found.get(name)?.push(read);
    }
  const processorOf = (name: string): number =>
    median((found.get(name) ?? []).map(({ processor }) => processor));
  print('\n| read | processor time of user and PostgreSQL | multiple of a profile | p50 | p99 |');
  print('|---|---|---|---|---|');
  for (const name of names) {
    const at = (share: number) =>
      ms(median((found.get(name) ?? []).map(({ times }) => percentile(times, share))));
    const multiple = (processorOf(name) / processorOf('profile')).toFixed(2);
    print(`| ${name} | ${ms(processorOf(name))} | ${multiple} | ${at(0.5)} | ${at(0.99)} |`);
  }
  print('');
  for (const name of ['path', 'children']) {
    const multiple = processorOf(name) / processorOf('profile');
    require(`${name}: ${multiple.toFixed(2)} times a profile`, 'at most 2', multiple <= 2);
  }
};

/** The first node of the lowest level whose subtree has at least 10 000 nodes. */
const movedNode = async ({ app, school }: Bench): Promise<{ id: string; size: number }> => {
  for (let level = levelsOf(school) - 1; level > 1; level -= 1) {
    const [row] = await readRows(
      app.databaseUrl,
      `select count(*)::int as size from academic_node below, academic_node top
       where top.key = $1 and below.path >= top.path and below.path < top.path || 'z'::ltree`,
      [firstOf(level)],
    );
    const size = Number(row?.size);
    if (size >= minNodesOfMove || level === 2) return { id: idOf('node', firstOf(level)), size };
  }
  throw new Error('--nodes must be at least 112');
};

type Moved = { readonly times: readonly number[]; readonly processor: number; readonly version: number };

/** Moves the subtree between two parents until the time is over. */
const moveAgain = async (
  { app, postgres }: Bench,
  {
    id,
    version: first,
    seconds,
  }: { readonly id: string; readonly version: number; readonly seconds: number },
): Promise<Moved> => {
  const as = anAdmin();
  const params = { tree: 'organisation', id };
  const times: number[] = [];
  let version = first;
  const before = spentBy(postgres);
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    const parentId = idOf('node', 2 + (version % 2));
    const sent = performance.now();
    const { status, body, text } = await app.call(moveNode, { as, params, body: { parentId, version } });
    if (status !== 200) throw new Error(`moveNode answered ${status}: ${text}`);
    times.push(performance.now() - sent);
    version = body.version;
  }
  return { times, processor: (spentBy(postgres) - before) / times.length, version };
};

const measureMoves = async (bench: Bench): Promise<void> => {
  const { app, school, postgres } = bench;
  const { id, size } = await movedNode(bench);
  const read = async (): Promise<Float64Array> => {
    const requests = await requestsOf(pathsOf(school).path);
    const load = { seconds: secondsOfMoves, perSecond: readsPerSecondBesideMoves };
    return (await runReaders({ port: app.port, requests, ...load }, postgres)).times;
  };
  const before = await read();
  const { processor, version } = await moveAgain(bench, { id, version: 1, seconds: secondsOfMoves });
  const [during, { times: moves }] = await Promise.all([
    read(),
    moveAgain(bench, { id, version, seconds: secondsOfMoves }),
  ]);
  const after = await read();
  print(
    `\nprocessor time of user and PostgreSQL for a move of ${size} nodes without reads: ${ms(processor)}`,
  );
  print(`\n${moves.length} moves of ${size} nodes beside ${readsPerSecondBesideMoves} reads a second`);
  print('| reads of a path | p50 | p99 | longest |');
  print('|---|---|---|---|');
  for (const [name, times] of Object.entries({ before, during, after }))
    print(
      `| ${name} | ${ms(percentile(times, 0.5))} | ${ms(percentile(times, 0.99))} | ${ms(percentile(times, 1))} |`,
    );
  print('');
  const longest = Math.max(...moves);
  require(`a move: ${ms(median(moves))}, longest ${ms(longest)}`, 'at most 2 s', longest <= 2_000);
  const p99 = percentile(during, 0.99);
  const shortest = Math.min(...moves);
  require(`reads during moves: p99 ${ms(p99)}`, 'shorter than the shortest move, so no read waits for one', p99 <
    shortest);
};

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
