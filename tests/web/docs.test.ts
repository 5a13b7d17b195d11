/** @mesh shared */
import { browserCookiePath, browserHeaders } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { accessibilityFindings, type Exception } from '@ai-teacher/test-kit/browser/accessibility.ts';
import { startBrowser, type TestBrowser } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { docsOfMesh } from '@ai-teacher/test-kit/mesh/test-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { buildDocs } from '../../services/web/build/build-docs.ts';

let mesh: RunningMesh;
let browser: TestBrowser;
beforeAll(async () => {
  mesh = await runningMesh();
  await buildDocs(docsOfMesh(mesh.stateDirectory));
  browser = await startBrowser(mesh.gatewayUrl);
});
afterAll(() => browser.close());

/** Gives a browser the cookie of a student's session, as the form of the client does. */
const asStudent = async (context: BrowserContext): Promise<void> => {
  const answer = await context.request.post(`${mesh.gatewayUrl}${browserCookiePath}/login`, {
    headers: browserHeaders,
    data: mesh.credentials.student,
  });
  expect(answer.status()).toBe(200);
};

const contrast = (selector: string): Exception => ({
  rule: 'color-contrast',
  selector,
  reason: 'The style sheet of the viewer sets this colour.',
});
const viewerExceptions = [
  '.swagger-ui .info .version',
  '.swagger-ui .info .url',
  '.swagger-ui .btn.authorize > span',
].map(contrast);

describe.each(['light', 'dark'] as const)('the documentation in a %s browser', (colorScheme) => {
  it.each([
    ['/docs/problems', 'Problems'],
    ['/docs/guides/quick-start', 'Quick start'],
  ])('%s has no accessibility fault, and its console is empty', async (path, heading) => {
    const { page, picture, finish } = await browser.openPage(path, { colorScheme });
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await picture(`docs-${heading.toLowerCase().replace(' ', '-')}-${colorScheme}`);
    await finish();
  });

  it('the reference shows the operations and has no accessibility fault', async () => {
    const { page, picture, finish } = await browser.openPage('/docs', { colorScheme, before: asStudent });
    await page.locator('.opblock-tag').first().waitFor();
    expect(await accessibilityFindings(page, viewerExceptions)).toEqual([]);
    await picture(`docs-reference-${colorScheme}`);
    await finish();
  });
});

describe('the reference of operations', () => {
  it('a request with the session of the browser answers 200 and shows its request id', async () => {
    const { page, finish } = await browser.openPage('/docs', { before: asStudent });
    const renewed = `${browserCookiePath}/refresh`;
    await page.waitForResponse((response) => response.url().endsWith(renewed) && response.status() === 200);
    for (const tag of await page.locator('.opblock-tag').all()) await tag.click();
    const operation = page.locator('.opblock', { has: page.locator('[data-path="/api/users/me"]') }).first();
    await operation.locator('.opblock-summary-control').click();
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/users/me'));
    await operation.getByRole('button', { name: 'Execute' }).click();
    const response = await answered;
    const live = operation.locator('.live-responses-table');
    await live.waitFor();
    expect(response.status()).toBe(200);
    const requestId = response.headers()['x-request-id'] as string;
    await live.getByText(requestId).first().waitFor();
    await live.getByText(mesh.credentials.student.email).first().waitFor();
    await finish();
  });
});
