import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePdf } from '../../make-pdf.ts';
import { endReading } from '../read-in-turn.ts';
import { accuracyOf, comparable, fileOf, minAccuracy, readTruth } from './read-truth.ts';
import { truths } from './truth.ts';

afterAll(endReading);

describe.each(truths.map((truth) => [truth.name, truth] as const))(
  'the reader of a file with %s',
  (_name, truth) => {
    let extraction: Awaited<ReturnType<typeof readTruth>>;
    beforeAll(async () => {
      extraction = await readTruth(truth);
    });

    for (const [index, page] of truth.pages.entries()) {
      const { name, text } = page;
      if (text === undefined) continue;
      it(`reads ${name}`, () => {
        const found = comparable(extraction.pages[index]?.text ?? '', page);
        if (accuracyOf(found, text) < minAccuracy) expect(found).toBe(text);
        expect(accuracyOf(found, text)).toBeGreaterThanOrEqual(minAccuracy);
      });
    }

    it('gives the labels and the warnings of the file', () => {
      if (truth.labels) expect(extraction.pages.map(({ label }) => label)).toEqual(truth.labels);
      if (truth.details)
        expect(extraction.details.map(({ code, pages }) => [code, pages])).toEqual(truth.details);
      else
        expect(extraction.warnings).toEqual(
          (truth.warnings ?? []).map((pattern) => expect.stringMatching(pattern)),
        );
    });
  },
);

describe('the bench of reading', () => {
  it('prints the accuracy of the ground truth and the result for each PDF of a folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reading-'));
    try {
      await writeFile(join(folder, 'ice.pdf'), makePdf({ title: 'Ice', pages: [{ lines: ['Ice melts.'] }] }));
      await writeFile(join(folder, 'torn.pdf'), '%PDF-1.7 torn');
      const noted = truths.find(({ name }) => name === 'a note');
      if (noted !== undefined) await writeFile(join(folder, 'noted.pdf'), fileOf(noted));
      const bench = fileURLToPath(new URL('../../../bench/reading.ts', import.meta.url));
      const flags = ['--disable-warning=ExperimentalWarning', bench, '--dir', folder];
      const { stdout } = await promisify(execFile)(process.execPath, flags);
      expect(stdout).toMatch(/^Ground truth: \d+ files, \d+ pages, \d+ characters, 100\.00 % right;/);
      expect(stdout).toMatch(/\| ice\.pdf \| ready \| 1 \| 10 \| 1 \| Ice \| {2}\| [\d.]+ \| {2}\|/);
      expect(stdout).toMatch(/\| torn\.pdf \| damaged \|.*\| The file contains no PDF document\. \|/);
      expect(stdout).toMatch(/\| noted\.pdf \| ready \|.*\| [^|]*page 1[^|]*\| [\d.]+ \| {2}\|/);
      expect(stdout).toContain(': 3 files, 2 ready, 1 damaged.');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
