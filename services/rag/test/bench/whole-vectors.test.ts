import { describe, expect, it } from '@jest/globals';
import { parseWholeVectors } from '../../bench/compression/whole-vectors.ts';

const mapping = (file: string, resident: number, used: number): string =>
  [
    `7f0000000000-7f0002000000 rw-s 00000000 fe:00 4242                       ${file}`,
    'Size:              32768 kB',
    `Rss:            ${resident} kB`,
    `Referenced:     ${used} kB`,
    'VmFlags: rd wr sh',
  ].join('\n');

describe('the memory of the whole vectors of a Qdrant', () => {
  it('is that of their files, without compressed vectors, words and memory without a file', () => {
    const folder = '/data/storage/collections/chunks/0/segments/a';
    const mappings = [
      mapping('', 5_000, 5_000),
      mapping(`${folder}/vector_storage-dense_1/vectors/chunk_0.mmap`, 300, 20),
      mapping(`${folder}/vector_storage-dense_1/quantized_data/chunk_0.mmap`, 70, 7),
      mapping(`${folder}/vector_storage-dense_1/vectors/chunk_1.mmap`, 40, 1),
      mapping(`${folder}/vector_storage-terms/store/page_0.dat`, 6, 6),
    ].join('\n');
    expect(parseWholeVectors(mappings)).toEqual({ resident: 340, used: 21 });
  });
});
