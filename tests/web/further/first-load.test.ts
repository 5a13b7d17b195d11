/** @mesh shared */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openSchool, type School } from '../school-in-browser.ts';
import { noSessionYet } from '../signed-in.ts';

/** Slow 4G as Lighthouse defines it: 1.6 Mbit/s down, 750 kbit/s up, 150 ms. */
const slow4g = {
  offline: false,
  downloadThroughput: (1_600 * 1_000) / 8,
  uploadThroughput: (750 * 1_000) / 8,
  latency: 150,
};
const phone = { width: 360, height: 740 };
const rounds = 5;
/** Scripts and styles of the first page: the build counts the page as well (`maxFirstLoadFiles`). */
const maxRequests = 7;

let school: School;
const rows: object[] = [];
beforeAll(async () => {
  school = await openSchool();
});
afterAll(async () => {
  const folder = path.join(repositoryRoot, 'results');
  await mkdir(folder, { recursive: true });
  const machine = { processors: cpus().length, model: cpus()[0]?.model };
  const report = { at: new Date().toISOString(), machine, network: slow4g, viewport: phone, rounds, rows };
  await writeFile(path.join(folder, 'first-load.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  await school?.browser.close();
});

/** The files that a page loaded with a name such as `start-8mSWY_1l.js`. */
const loadedFiles = (page: Page): Promise<string[]> =>
  page.evaluate(`performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop())
    .filter((name) => /\\.(?:js|css)$/.test(name))`);

/** Milliseconds from the navigation until a letter that is typed into the first field is drawn. */
const measure = async (slowdown: number): Promise<{ milliseconds: number; files: string[] }> => {
  const { page, finish } = await school.browser.openPage('/docs/guides/quick-start', {
    viewport: phone,
    expected: noSessionYet,
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Network.emulateNetworkConditions', slow4g);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const field = page.getByRole('textbox', { name: 'E-mail' });
  const begin = performance.now();
  await page.goto(new URL('/', school.mesh.gatewayUrl).href, { waitUntil: 'commit' });
  await field.pressSequentially('a');
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))',
  );
  const milliseconds = Math.round(performance.now() - begin);
  const files = await loadedFiles(page);
  await expect(field.inputValue()).resolves.toBe('a');
  await finish();
  return { milliseconds, files };
};

describe('the first load on a slow phone', () => {
  it.each([1, 4, 6])(
    'takes a letter into its first field, with a processor that is %i times slower',
    async (slowdown) => {
      const all: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const { milliseconds, files } = await measure(slowdown);
        expect(files.length).toBeLessThanOrEqual(maxRequests);
        expect(files.filter((name) => name.startsWith('session-'))).toHaveLength(1);
        all.push(milliseconds);
      }
      const sorted = all.toSorted((one, other) => one - other);
      rows.push({ slowdown, milliseconds: all, median: sorted[Math.floor(rounds / 2)] });
      expect(all).toHaveLength(rounds);
    },
  );
});
