/** @mesh shared */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openSchool, type School } from '../school-in-browser.ts';
import { inspect, open } from '../screen.ts';
import { signedInPage } from '../signed-in.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

const choose = (page: Page, name: string, buffer: Buffer): Promise<void> =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer });

const aBook = async (): Promise<Buffer> => {
  const file = path.join(repositoryRoot, 'libs/demo/textbook/water-weather-and-climate.pdf');
  return Buffer.concat([await readFile(file), Buffer.from(`\n% ${randomUUID()}\n`)]);
};

describe('an upload that fails', () => {
  it('a file that is no PDF shows why it is refused', async () => {
    const expected = /401 \(Unauthorized\)|4\d\d .*\/api\/rag\/ingest/;
    const opened = await signedInPage(school.browser, school.mesh.credentials.teacher, { expected });
    await open(opened, 'Documents');
    await choose(opened.page, 'broken.pdf', Buffer.from('not a book'));
    await opened.page.getByRole('alert').getByText('PDF').waitFor();
    await inspect(opened, 'upload-broken');
    await opened.finish();
  });

  it('a connection that is cut in the middle of an upload is named, and the same file can be uploaded again', async () => {
    const expected = /401 \(Unauthorized\)|net::ERR_/;
    const opened = await signedInPage(school.browser, school.mesh.credentials.teacher, { expected });
    const { page, finish } = opened;
    const name = `cut-${randomUUID()}`;
    const buffer = await aBook();
    await open(opened, 'Documents');
    await page.route('**/api/rag/ingest', (route) => route.abort('connectionreset'));
    await choose(page, `${name}.pdf`, buffer);
    await page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    await inspect(opened, 'upload-cut');
    await page.unroute('**/api/rag/ingest');
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name }) })
      .getByText('Ready')
      .waitFor();
    await finish();
  });

  it('a failure after its teacher has left the page is reported on the page where the teacher is', async () => {
    const expected = /401 \(Unauthorized\)|net::ERR_/;
    const opened = await signedInPage(school.browser, school.mesh.credentials.teacher, { expected });
    const { page, finish } = opened;
    await open(opened, 'Documents');
    const released = Promise.withResolvers<void>();
    await page.route('**/api/rag/ingest', async (route) => {
      await released.promise;
      await route.abort('connectionreset');
    });
    const sent = page.waitForRequest('**/api/rag/ingest');
    await choose(page, 'left.pdf', await aBook());
    await sent;
    await open(opened, 'Exams');
    released.resolve();
    const report = page.getByRole('status').getByText('The document “left” could not be added.');
    await report.waitFor();
    await page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    await inspect(opened, 'upload-left');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await report.waitFor({ state: 'detached' });
    await finish();
  });
});
