/** @mesh shared */
import { randomUUID } from 'node:crypto';
import { serveBuiltClient } from '@ai-teacher/test-kit/browser/built-client.ts';
import {
  startBrowser,
  type TestBrowser,
  type WatchedPage,
} from '@ai-teacher/test-kit/browser/test-browser.ts';
import { tracesUrl } from '@ai-teacher/test-kit/mesh/mesh-broker.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inspect } from '../screen.ts';
import { signedInPage } from '../signed-in.ts';

let mesh: RunningMesh;
let browser: TestBrowser;
let people: Record<'admin' | 'teacher', { readonly email: string; readonly password: string }>;

beforeAll(async () => {
  mesh = await runningMesh();
  people = await ownPeople(mesh.gatewayUrl, mesh.credentials.admin, ['admin', 'teacher']);
  await serveBuiltClient(mesh.stateDirectory);
  browser = await startBrowser(mesh.gatewayUrl);
});
afterAll(() => browser?.close());

/** Opens the page of a class that does not exist. The page shows the problem that the service answers. */
const openFault = async (role: 'admin' | 'teacher'): Promise<WatchedPage> => {
  const expected = /401.*\/browser\/refresh|404.*\/api\/users\/classes/;
  const opened = await signedInPage(browser, people[role], { expected });
  await opened.page.goto(`${mesh.gatewayUrl}/app/classes/${randomUUID()}`);
  await opened.page.getByRole('alert').getByRole('button', { name: 'Copy' }).waitFor();
  return opened;
};

describe('the link to the trace of a failed request', () => {
  it('is beside the request id of an admin, and opens the search for that id in a tab of its own', async () => {
    const opened = await openFault('admin');
    const alert = opened.page.getByRole('alert');
    const link = alert.getByRole('link', { name: 'Open the trace' });
    const address = new URL((await link.getAttribute('href')) ?? '');
    const tags = JSON.parse(address.searchParams.get('tags') ?? '') as unknown;
    expect(address.href.startsWith(`${tracesUrl}/search?`)).toBe(true);
    expect(tags).toEqual({ 'request.id': await alert.locator('code').textContent() });
    await expect(link.getAttribute('target')).resolves.toBe('_blank');
    await expect(link.getAttribute('rel')).resolves.toBe('noreferrer');
    await inspect(opened, 'fault-with-trace');
    await opened.finish();
  });

  it('is not shown to a teacher, whose page does not receive the address', async () => {
    const opened = await openFault('teacher');
    const { page } = opened;
    await expect(page.getByRole('link', { name: 'Open the trace' }).count()).resolves.toBe(0);
    expect(await page.content()).not.toContain(tracesUrl);
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/users/me'));
    await page.reload();
    expect(await (await answer).text()).not.toContain('tracesUrl');
    await opened.finish();
  });
});
