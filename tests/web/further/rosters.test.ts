/** @mesh shared */
import { readFile } from 'node:fs/promises';
import { zipFiles } from '@ai-teacher/demo/roster/zip-files.ts';
import { serveBuiltClient } from '@ai-teacher/test-kit/browser/built-client.ts';
import { startBrowser, type TestBrowser } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultyRoster, stranger, uploadRoster } from '../faulty-roster.ts';
import { withRosterTurn } from '../roster-turn.ts';
import { textsOf } from '../school-in-browser.ts';
import { inspect, open } from '../screen.ts';
import { signedInPage } from '../signed-in.ts';

const english = textsOf('en');

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

describe('the import of a roster by an admin in a browser', () => {
  it('shows the report of the check, saves the rejected rows, and confirms the import', () =>
    withRosterTurn(mesh, async () => {
      const opened = await signedInPage(browser, admin);
      const { page, finish } = opened;
      const { title, buffer } = await faultyRoster();
      await open(opened, 'Roster');
      await uploadRoster(page, buffer);
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
      await uploadRoster(page, await zipFiles({ 'notes.csv': 'a,b' }));
      await page.getByText('The bundle cannot be imported.').waitFor();
      const refusal = page.getByRole('alert');
      await refusal.getByText(english('rosters.fault.file-missing')).waitFor();
      await refusal.getByText('manifest.csv', { exact: true }).waitFor();
      await inspect(opened, 'roster-refused');
      await finish();
    }));
});
