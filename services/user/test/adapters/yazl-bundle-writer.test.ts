import { buffer } from 'node:stream/consumers';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { describe, expect, it } from '@jest/globals';
import { yazlBundleWriter } from '../../src/adapters/yazl-bundle-writer.ts';

const manyFiles = Array.from({ length: 30 }, (_, index) => ({ name: `file-${index}.csv` }));

describe('yazlBundleWriter', () => {
  it('adds no listener for each of many files', async () => {
    const warnings: string[] = [];
    const note = ({ name, message }: Error): void => {
      if (name === 'MaxListenersExceededWarning') warnings.push(message);
    };
    process.on('warning', note);
    try {
      const files = manyFiles.map(({ name }) => ({
        name,
        rows: async function* rows() {
          yield ['a', 'b'];
        },
      }));
      const zip = await buffer(yazlBundleWriter.write(files));
      expect(zip.subarray(0, 2).toString()).toBe('PK');
      expect(zip.toString('latin1')).toContain('file-29.csv');
      // A warning is emitted in the next turn.
      await new Promise((resolve) => setImmediate(resolve));
      expect(warnings).toEqual([]);
    } finally {
      process.off('warning', note);
    }
  });

  it('ends the rows of the file that is being written when the reader leaves', async () => {
    let ended = false;
    const endless = async function* rows() {
      try {
        for (let row = 0; ; row += 1) yield [String(row), 'x'.repeat(1_000)];
      } finally {
        ended = true;
      }
    };
    const output = yazlBundleWriter.write([
      {
        name: 'first.csv',
        rows: async function* rows() {
          yield ['a'];
        },
      },
      { name: 'second.csv', rows: endless },
    ]);
    for await (const bytes of output) if (String(bytes).includes('second.csv')) break;
    await waitUntil(() => ended, { what: 'the end of the rows', timeoutSeconds: 30 });
    expect(ended).toBe(true);
  });
});
