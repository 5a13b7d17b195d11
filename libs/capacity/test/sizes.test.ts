import { describe, expect, it } from '@jest/globals';
import { type Sized, type Stored, sizesOf } from '../src/measure/sizes.ts';

const storedOf = (each: Sized, vectors: number): Stored => ({
  ...{ account: each, message: each, attempt: each, notification: each, page: each, vectors },
});
/** A new database: empty tables have a fixed size. */
const empty = storedOf({ rows: 3, bytes: 1_000_000 }, 0);

describe('the bytes of a row', () => {
  it('are those of the rows that the measurement added, without the fixed size of empty tables', () => {
    const { bytes, rows } = sizesOf(empty, storedOf({ rows: 103, bytes: 1_200_000 }, 50_000));
    expect(bytes).toMatchObject({ account: 2_000, message: 2_000, page: 2_000, pageVectors: 500 });
    expect(rows).toEqual({ account: 100, message: 100, attempt: 100, notification: 100, page: 100 });
  });

  it('are those of all rows when the measurement added only a few', () => {
    const { bytes, rows } = sizesOf(empty, storedOf({ rows: 10, bytes: 1_010_000 }, 50_000));
    expect(bytes).toMatchObject({ account: 101_000, pageVectors: 5_000 });
    expect(rows).toMatchObject({ account: 10, page: 10 });
  });

  it('are those of all rows when the tables became smaller', () => {
    expect(sizesOf(empty, storedOf({ rows: 200, bytes: 900_000 }, 0)).bytes).toMatchObject({
      message: 4_500,
    });
  });

  it('are none in an empty store', () => {
    const nothing = storedOf({ rows: 0, bytes: 0 }, 0);
    expect(sizesOf(nothing, nothing).bytes).toMatchObject({ account: 0, pageVectors: 0 });
  });
});
