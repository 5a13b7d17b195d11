/** @mesh shared */
import { readFile } from 'node:fs/promises';
import { smallRoster } from '@ai-teacher/demo/roster/small-roster.ts';
import { zipFiles } from '@ai-teacher/demo/roster/zip-files.ts';
import { serveBuiltClient } from '@ai-teacher/test-kit/browser/built-client.ts';
import { startBrowser, type TestBrowser } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { withRosterTurn } from '../roster-turn.ts';
import { inspect, open } from '../screen.ts';
import { signedInPage } from '../signed-in.ts';

let mesh: RunningMesh;
let browser: TestBrowser;
let admin: { readonly email: string; readonly password: string };

beforeAll(async () => {
  mesh = await runningMesh();
  const { gatewayUrl, credentials, stateDirectory } = mesh;
  await serveBuiltClient(stateDirectory);
  ({ admin } = await ownPeople(gatewayUrl, credentials.admin, ['admin']));
  browser = await startBrowser(gatewayUrl);
});
afterAll(() => browser?.close());

/** A person whom no file of the bundle contains. */
const stranger = 'not-in-this-bundle';

/** A small roster, with an enrolment of a person whom it does not contain. */
const faultyRoster = async (): Promise<{ title: string; buffer: Buffer }> => {
  const { title, files } = smallRoster();
  const [header = '', row = ''] = files['enrollments.csv']?.split('\r\n') ?? [];
  const cells = row.split(',');
  const code = cells[0] as string;
  const wrong = [`${code}-2`, ...cells.slice(1, -2), stranger, cells.at(-1)];
  return {
    title,
    buffer: await zipFiles({ ...files, 'enrollments.csv': [header, row, wrong.join(',')].join('\r\n') }),
  };
};

const upload = (page: Page, buffer: Buffer): Promise<void> =>
  page.locator('input[type=file]').setInputFiles({ name: 'roster.zip', mimeType: 'application/zip', buffer });

describe('the import of a roster by an admin in a browser', () => {
  it('shows the report of the check, saves the rejected rows, and confirms the import', () =>
    withRosterTurn(mesh, async () => {
      const opened = await signedInPage(browser, admin);
      const { page, finish } = opened;
      const { title, buffer } = await faultyRoster();
      await open(opened, 'Roster');
      await upload(page, buffer);
      await page.getByText('Read the report, and confirm it.').waitFor();
      await page.getByRole('heading', { name: '1 fault' }).waitFor();
      await page.getByRole('grid', { name: 'Faults' }).getByText('enrollments').first().waitFor();
      await inspect(opened, 'roster');
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Rejected rows of enrollments.csv' }).click();
      await expect(readFile(await (await download).path(), 'utf8')).resolves.toContain(stranger);
      await page.getByRole('button', { name: 'Confirm the import' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm the import' }).click();
      await page.getByText('The import is finished.').waitFor();
      await open(opened, 'Classes');
      await page.getByRole('link', { name: title }).waitFor();
      await finish();
    }));

  it('shows why a file that is no bundle is refused', () =>
    withRosterTurn(mesh, async () => {
      const opened = await signedInPage(browser, admin);
      const { page, finish } = opened;
      await open(opened, 'Roster');
      await upload(page, await zipFiles({ 'notes.csv': 'a,b' }));
      await page.getByText('The bundle cannot be imported.').waitFor();
      await page.getByRole('alert').getByText('manifest').waitFor();
      await inspect(opened, 'roster-refused');
      await finish();
    }));
});
