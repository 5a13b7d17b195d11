/**
 * Compares the settings VECTOR_QUANTIZATION and VECTORS_ON_DISK: recall, time, memory and disk. Each setting
 * has a Qdrant of its own. The adapters of rag create, fill and query its index; the passages are embedded as
 * the job of a document does. A large school with made vectors gives memory and disk a size. No figure is
 * printed unless Qdrant has indexed and compressed all vectors.
 *
 *   npm run bench compression -- --squad DIR [--xquad DIR] --embedder URL [--dimensions 384] [--copies 10]
 *     [--rounds 5] [--storage none,int8,binary] [--graphs]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endWithUsage, readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { type PartRunner, partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { modelClient } from '@ai-teacher/service-kit/openai/model-client.ts';
import { createDenseEmbedder } from '../src/adapters/embedding/openai-dense-embedder.ts';
import { vectorSpace } from '../src/domain/vectors/vector-space.ts';
import { buildIndex, type Index } from './compression/build-index.ts';
import { makeLargeSchool, makeSchool, type School } from './compression/material.ts';
import { startOwnQdrant } from './compression/own-qdrant.ts';
import { paceTable, reachTable, recallTable } from './compression/tables.ts';
import { readQuestionSets } from './question-sets.ts';

const usage =
  'npm run bench compression -- --squad DIR | --xquad DIR | --file FILE --embedder URL [--model NAME] [--dimensions 384] [--copies 10] [--rounds 5] [--storage none,int8,binary] [--graphs]';
const values = readProgramOptions(
  {
    squad: { type: 'string' },
    xquad: { type: 'string' },
    file: { type: 'string' },
    embedder: { type: 'string' },
    model: { type: 'string', default: 'bench' },
    dimensions: { type: 'string', default: '384' },
    copies: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '5' },
    storage: { type: 'string', default: 'none,int8,binary' },
    graphs: { type: 'boolean', default: false },
  },
  usage,
);
const sets = readQuestionSets(values);
const { embedder: baseUrl, model } = values;
const [dimensions, copies, rounds] = [values.dimensions, values.copies, values.rounds].map(Number) as [
  number,
  number,
  number,
];
if (baseUrl === undefined || sets.length === 0 || !(dimensions > 1 && copies >= 0 && rounds > 0))
  endWithUsage(usage);

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** In memory without compression first: the other settings are compared with it. */
const storages = (['none', 'int8', 'binary'] as const)
  .filter((quantization) => quantization === 'none' || values.storage.split(',').includes(quantization))
  .flatMap((quantization) => [false, true].map((onDisk) => ({ quantization, onDisk })));

const readSchools = async (): Promise<School[]> => {
  const dense = createDenseEmbedder({
    client: modelClient(undefined, baseUrl),
    ...vectorSpace({ model, dimensions, queryPrefix: '', passagePrefix: '' }),
    ...{ queryMilliseconds: 60_000, passageMilliseconds: 600_000, batchSize: 32, concurrency: 2 },
  });
  const real: School[] = [];
  for (const set of sets) real.push(await makeSchool(dense, set));
  return copies === 0 ? real : [...real, makeLargeSchool(real[0] as School, copies)];
};

const emptyMegabytes = async (runner: PartRunner, folder: string): Promise<number> => {
  const empty = await startOwnQdrant(runner, folder, 'empty');
  await empty.restart();
  const megabytes = empty.residentMegabytes();
  await empty.stop();
  return megabytes;
};

const run = async (runner: PartRunner, folder: string): Promise<void> => {
  const schools = await readSchools();
  for (const { name, passages } of schools) {
    const vectors = passages.reduce((sum, { embedding }) => sum + (embedding.dense?.length ?? 0), 0);
    const megabytes = (vectors * dimensions * 4) / 1e6;
    print(`${name}: ${passages.length} passages, ${vectors} vectors, ${megabytes.toFixed(1)} MB as float32`);
  }
  const empty = await emptyMegabytes(runner, folder);
  const space = vectorSpace({ model, dimensions, queryPrefix: '', passagePrefix: '' });
  const indexes: Index[] = [];
  for (const storage of storages) {
    const qdrant = await startOwnQdrant(
      runner,
      folder,
      `${storage.quantization}-${storage.onDisk ? 'disk' : 'memory'}`,
    );
    const index = await buildIndex({ qdrant, space, storage, schools, graphs: values.graphs });
    const { points, indexed, segments, compressions, stores } = index.segments;
    print(
      `${index.name}: ${indexed} of ${points} passages are indexed in ${segments} segments (${compressions}, ${stores})`,
    );
    indexes.push(index);
  }
  const real = copies === 0 ? schools : schools.slice(0, -1);
  for (const line of await recallTable(indexes, real)) print(line);
  for (const line of await reachTable(indexes, schools[0] as School)) print(line);
  const paced = [...new Set([schools[0], schools.at(-1)])].filter((school) => school !== undefined);
  for (const line of await paceTable(indexes, paced, { rounds, emptyMegabytes: empty })) print(line);
};

const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-compression-'));
const runner = partRunner(folder);
process.once('exit', runner.killAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
try {
  await run(runner, folder);
} finally {
  await runner.stopAll();
  await rm(folder, { recursive: true, force: true });
}
