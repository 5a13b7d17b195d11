import { percentile, sorted } from '@ai-teacher/bench/load/latency.ts';
import { table } from '@ai-teacher/bench/report/table.ts';
import type { QueryParams } from '../../src/adapters/embedding/hybrid-querier.ts';
import {
  compressedAlone,
  measurePace,
  measureReach,
  measureRecall,
  type Pace,
  type Recall,
  reachDepths,
} from './ask.ts';
import type { Index } from './build-index.ts';
import type { School } from './material.ts';

/** The ways to query an index; undefined is that of the service. */
const waysOf = ({ quantization, onDisk }: Index): [string, QueryParams | undefined][] => [
  ['as the service', undefined],
  ...(quantization === 'none' || onDisk
    ? []
    : ([
        ['whole vectors order 1 ×', { quantization: { rescore: true, oversampling: 1 } }],
        ['whole vectors order 3 ×', { quantization: { rescore: true, oversampling: 3 } }],
        ['compressed vectors alone', compressedAlone],
      ] satisfies [string, QueryParams][])),
];

const textOf = ({ shares, meanReciprocalRank }: Recall): string =>
  `${shares.map((share) => share.toFixed(1)).join('/')} ${meanReciprocalRank.toFixed(3)}`;

/** top-1/top-5/top-20 and MRR of every school. */
export const recallTable = async (
  indexes: readonly Index[],
  schools: readonly School[],
): Promise<string[]> => {
  const rows: string[][] = [];
  for (const index of indexes)
    for (const [way, params] of waysOf(index))
      for (const school of schools) {
        const { dense, fused } = await measureRecall(index.querier(params), school);
        rows.push([index.name, way, school.name, textOf(dense), textOf(fused)]);
      }
  return table(['storage', 'query', 'questions', 'vectors', 'both'], rows);
};

/**
 * The depth at which compressed vectors find the passages that the whole vectors place first. In a school
 * with ten times as many passages this depth is about ten times as large.
 */
export const reachTable = async (indexes: readonly Index[], school: School): Promise<string[]> => {
  const [uncompressed] = indexes as [Index];
  const whole = uncompressed.querier();
  const rows: string[][] = [];
  for (const index of indexes.filter(({ quantization, onDisk }) => quantization !== 'none' && !onDisk))
    rows.push([
      index.name,
      ...(await measureReach(school, { whole, compressed: index.querier(compressedAlone) })).map((shares) =>
        shares.map((share) => share.toFixed(1)).join('/'),
      ),
    ]);
  const head = reachDepths.map((depth) => `first ${depth}`);
  return table([`${school.passages.length} passages`, ...head], rows);
};

const questionsOfRound = 200;

const questionsOfReads = 20;

/** Kilobytes of whole vectors that a question reads. */
const readsOf = async ({ qdrant, querier }: Index, school: School): Promise<number> => {
  const kilobytes: number[] = [];
  for (let from = 0; from < questionsOfReads; from += 1)
    kilobytes.push(
      await qdrant.readKilobytes(() =>
        measurePace(querier(), school, { from, count: 1, cpu: qdrant.processorMilliseconds }),
      ),
    );
  return medianOf(kilobytes);
};

const medianOf = (numbers: readonly number[]): number => percentile(sorted(numbers), 0.5);

/** The settings by turns in each round. Ratios are those of one round; the median of the rounds counts. */
export const paceTable = async (
  indexes: readonly Index[],
  schools: readonly School[],
  { rounds, emptyMegabytes }: { readonly rounds: number; readonly emptyMegabytes: number },
): Promise<string[]> => {
  const paces = new Map<string, Pace[]>();
  const keyOf = (index: Index, school: School): string => `${index.name} ${school.name}`;
  for (let round = 0; round < rounds; round += 1)
    for (const school of schools)
      for (const index of indexes) {
        const cpu = index.qdrant.processorMilliseconds;
        const range = { from: round * questionsOfRound, count: questionsOfRound, cpu };
        const pace = await measurePace(index.querier(), school, range);
        const key = keyOf(index, school);
        paces.set(key, [...(paces.get(key) ?? []), pace]);
      }
  const reads = new Map<string, number>();
  for (const school of schools)
    for (const index of indexes) reads.set(keyOf(index, school), await readsOf(index, school));
  const [uncompressed] = indexes as [Index];
  const cellsOf = (index: Index, school: School): string[] => {
    const own = paces.get(keyOf(index, school)) ?? [];
    const other = paces.get(keyOf(uncompressed, school)) ?? [];
    const median = (of: (pace: Pace) => number): number => medianOf(own.map(of));
    const ratio = (of: (pace: Pace) => number): number =>
      medianOf(own.map((pace, round) => of(pace) / of(other[round] as Pace)));
    return [
      `${median(({ p50 }) => p50).toFixed(2)} ms (${ratio(({ p50 }) => p50).toFixed(2)})`,
      `${median(({ cpu }) => cpu).toFixed(2)} ms (${ratio(({ cpu }) => cpu).toFixed(2)})`,
      `${((reads.get(keyOf(index, school)) ?? 0) / 1_000).toFixed(2)} MB`,
    ];
  };
  return table(
    [
      'storage',
      ...schools.flatMap(({ name }) => [`${name}: p50`, 'processor', 'read']),
      'memory',
      'whole vectors',
      'disk',
    ],
    indexes.map((index) => [
      index.name,
      ...schools.flatMap((school) => cellsOf(index, school)),
      `${(index.qdrant.residentMegabytes() - index.qdrant.wholeVectorMegabytes() - emptyMegabytes).toFixed(0)} MB`,
      `${index.qdrant.wholeVectorMegabytes().toFixed(0)} MB`,
      `${index.diskMegabytes.toFixed(0)} MB`,
    ]),
  );
};
