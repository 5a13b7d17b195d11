/** @mesh shared */
import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import { startBrowser, type TestBrowser } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { docsOfMesh } from '@ai-teacher/test-kit/mesh/test-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildDocs } from '../../../services/web/build/build-docs.ts';
import { signInContext } from '../school-in-browser.ts';

let mesh: RunningMesh;
let browser: TestBrowser;
beforeAll(async () => {
  mesh = await runningMesh();
  await buildDocs(docsOfMesh(mesh.stateDirectory));
  browser = await startBrowser(mesh.gatewayUrl);
});
afterAll(() => browser?.close());

const linkInButton = {
  rule: 'nested-interactive',
  selector: '.opblock-summary-control',
  reason: 'The viewer puts the link of an operation into the button that opens it.',
};

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

  it('the reference with an opened operation has no accessibility fault but that of the viewer', async () => {
    const before = (context: Parameters<typeof signInContext>[0]): Promise<void> =>
      signInContext(context, mesh.gatewayUrl, mesh.credentials.student);
    const { page, picture, finish } = await browser.openPage('/docs', { colorScheme, before });
    await page.locator('.opblock-tag').first().click();
    const operation = page.locator('.opblock').first();
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('.opblock-body').waitFor();
    expect(await accessibilityFindings(page, [linkInButton])).toEqual([]);
    await picture(`docs-reference-${colorScheme}`);
    await finish();
  });
});

describe('the reference of operations', () => {
  it('a request with the session of the browser answers 200 and shows its request id', async () => {
    const { page, finish } = await browser.openPage('/docs', {
      before: (context) => signInContext(context, mesh.gatewayUrl, mesh.credentials.student),
    });
    await page.waitForResponse(
      (response) => response.url().endsWith('/api/auth/browser/refresh') && response.status() === 200,
    );
    await page.locator('.opblock-tag', { hasText: 'user' }).first().click();
    const operation = page.locator('.opblock', { has: page.locator('[data-path="/api/users/me"]') }).first();
    await operation.locator('.opblock-summary-control').click();
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/users/me'));
    await operation.getByRole('button', { name: 'Execute' }).click();
    const response = await answered;
    expect(response.status()).toBe(200);
    const live = operation.locator('.live-responses-table');
    const requestId = response.headers()['x-request-id'] as string;
    await live.getByText(requestId).first().waitFor();
    await live.getByText(mesh.credentials.student.email).first().waitFor();
    await finish();
  });
});
