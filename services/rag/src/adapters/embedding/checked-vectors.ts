/** A 200 of the server that holds no usable vectors. */
export class MalformedVectors extends Error {
  override readonly name = 'MalformedVectors';
}

/** The number and the dimension that the vectors of one request must have. */
export type ExpectedVectors = { readonly count: number; readonly dimensions: number };

/**
 * Checks the body of an answer and returns its vectors in the order of the texts. Servers answer 200 with an
 * error inside, in any order, with vectors of another model, or with numbers that JSON cannot state.
 *
 * @throws MalformedVectors for anything but one vector for each text, with finite numbers that are not all 0.
 */
export const checkedVectors = (answer: unknown, { count, dimensions }: ExpectedVectors): number[][] => {
  const data = fieldOf(answer, 'data');
  if (!Array.isArray(data)) throw new MalformedVectors('the answer has no list of vectors');
  if (data.length !== count) throw new MalformedVectors(`${data.length} vectors for ${count} texts`);
  const vectors = new Map<number, number[]>();
  for (const [place, entry] of data.entries()) {
    const index = fieldOf(entry, 'index') ?? place;
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count)
      throw new MalformedVectors('a vector has an index outside of the texts');
    if (vectors.has(index)) throw new MalformedVectors('two vectors have the same index');
    vectors.set(index, checkedVector(fieldOf(entry, 'embedding'), dimensions));
  }
  return Array.from({ length: count }, (_, index) => vectors.get(index) ?? []);
};

const checkedVector = (vector: unknown, dimensions: number): number[] => {
  if (!Array.isArray(vector)) throw new MalformedVectors('a vector is no list of numbers');
  if (vector.length !== dimensions)
    throw new MalformedVectors(`a vector has ${vector.length} dimensions instead of ${dimensions}`);
  let length = 0;
  for (const value of vector) {
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new MalformedVectors('a vector contains a value that is no finite number');
    length += value * value;
  }
  if (length === 0) throw new MalformedVectors('a vector has no direction');
  return vector;
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
