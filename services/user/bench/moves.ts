import { median, percentile } from '@ai-teacher/bench/load/latency.ts';
import { moveNode } from '@ai-teacher/contracts/user/academics.ts';
import { anAdmin } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { ms, print, require } from './figures.ts';
import { firstOf, idOf, levelsOf } from './made-school.ts';
import { type Bench, pathsOf, requestsOf, runReaders, spentBy } from './reads.ts';

const readsPerSecondBesideMoves = 20;
const secondsOfMoves = 10;
const minNodesOfMove = 10_000;

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

export const measureMoves = async (bench: Bench): Promise<void> => {
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
