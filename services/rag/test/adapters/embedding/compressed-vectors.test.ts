import { randomUUID } from 'node:crypto';
import { testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { hashedVector } from '@ai-teacher/test-kit/stand-ins/embedding-stub.ts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { compressedAlone, measureRecall, type Recalls } from '../../../bench/compression/ask.ts';
import { type FilledSpace, fillSpace } from '../../../bench/compression/build-index.ts';
import { makeSchool, type School } from '../../../bench/compression/material.ts';
import { indexAll, readSegments, requireCompressed } from '../../../bench/compression/segments.ts';
import { vectorSpace } from '../../../src/domain/vectors/vector-space.ts';

const dimensions = 64;
const hashed = hashedVector(dimensions);
const space = vectorSpace({ model: 'hashed', dimensions, queryPrefix: '', passagePrefix: '' });

const animals = 'otter badger heron falcon beetle squirrel tortoise hedgehog marten lynx'.split(' ');
const deeds = 'watches follows meets avoids warns'.split(' ');
const places = 'river forest meadow hill pond orchard barn bridge'.split(' ');
/** More passages than the candidates of a query, so that a compression can lose one. */
const paragraphs = animals.flatMap((animal) =>
  deeds.flatMap((deed) =>
    places.map((place, at) => ({
      text: `The ${animal} ${deed} the young fox beside the ${place}.`,
      questions:
        at < 2 ? [{ text: `Which ${animal} ${deed} a fox near the ${place}?`, answers: [animal] }] : [],
    })),
  ),
);

const quantizations = ['none', 'int8', 'binary'] as const;
type Quantization = (typeof quantizations)[number];
const spaces = new Map<Quantization, FilledSpace>();
let school: School;

const spaceOf = (quantization: Quantization): FilledSpace => spaces.get(quantization) as FilledSpace;
const recallsOf = (quantization: Quantization): Promise<Recalls> =>
  measureRecall(spaceOf(quantization).querier(), school);
const questionVector = (): readonly number[] => school.questions[0]?.dense ?? [];

beforeAll(async () => {
  const server = await testQdrant();
  school = await makeSchool(
    { embedPassages: async (texts) => texts.map(hashed), embedQuery: async (text) => hashed(text) },
    { name: 'Foxes', articles: [{ title: 'Foxes', paragraphs }] },
  );
  for (const quantization of quantizations) {
    const storage = { quantization, onDisk: quantization !== 'none' };
    const options = { server, collection: `test_${randomUUID()}`, space, storage };
    spaces.set(quantization, await fillSpace(options, [school]));
  }
});

describe('a new space with few passages', () => {
  it('has no vectors that Qdrant compressed to int8, and a measurement of them is refused', async () => {
    const { inQdrant } = spaceOf('int8');
    expect(await readSegments(inQdrant)).toMatchObject({ points: paragraphs.length, indexed: 0 });
    await expect(requireCompressed(inQdrant, 'int8', questionVector())).rejects.toThrow(
      `0 of ${paragraphs.length} passages`,
    );
  });
});

describe('a space whose segments Qdrant has indexed', () => {
  beforeAll(() => Promise.all(quantizations.map((quantization) => indexAll(spaceOf(quantization).inQdrant))));

  it.each([
    ['none', 'none', 'InRamChunkedMmap'],
    ['int8', 'scalar', 'Mmap'],
    ['binary', 'binary', 'Mmap'],
  ] as const)('has the vectors of the setting %s', async (quantization, compression, storage) => {
    const { inQdrant } = spaceOf(quantization);
    expect(await requireCompressed(inQdrant, quantization, questionVector())).toMatchObject({
      ...{ points: paragraphs.length, indexed: paragraphs.length },
      ...{ compressions: [compression], stores: [storage] },
    });
  });

  it('is not measured as a compression that the space does not have', async () => {
    const { inQdrant } = spaceOf('none');
    await expect(requireCompressed(inQdrant, 'binary', questionVector())).rejects.toThrow(
      'have none instead of binary',
    );
  });

  it.each(['int8', 'binary'] as const)(
    'finds with %s as many passages at the first places as with whole vectors',
    async (quantization) => {
      const whole = await recallsOf('none');
      expect(whole.dense.shares[2]).toBeGreaterThan(90);
      expect(await recallsOf(quantization)).toEqual(whole);
    },
  );

  it('orders the candidates of binary vectors by the whole vectors', async () => {
    const alone = await measureRecall(spaceOf('binary').querier(compressedAlone), school);
    const { dense } = await recallsOf('binary');
    expect(alone.dense.shares[0]).toBeLessThan(dense.shares[0] ?? 0);
  });
});
