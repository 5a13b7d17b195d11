/** @mesh shared */
import { globSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import { startBrowser, type TestBrowser } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { docsOfMesh } from '@ai-teacher/test-kit/mesh/test-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildDocs } from '../../../services/web/build/build-docs.ts';
import { signInContext } from '../school-in-browser.ts';

const guides = globSync('*.md', { cwd: path.join(repositoryRoot, 'services/web/guides') }).map(
  (file) => path.parse(file).name,
);
const pages = ['problems', ...guides.map((name) => `guides/${name}`)];
const phone = { width: 320, height: 640 };

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
  it.each(pages)(
    '/docs/%s has no accessibility fault, also on a phone, and its console is empty',
    async (name) => {
      const { page, picture, finish } = await browser.openPage(`/docs/${name}`, { colorScheme });
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      await picture(`docs-${path.basename(name)}-${colorScheme}`);
      await page.setViewportSize(phone);
      expect(await accessibilityFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await finish();
    },
  );

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
  it('uses no session of the browser while a sign-out is pending', async () => {
    let renewals = 0;
    const { page, finish } = await browser.openPage('/docs', {
      before: async (context) => {
        await signInContext(context, mesh.gatewayUrl, mesh.credentials.student);
        await context.clock.install();
        // The empty page before the first address has no storage.
        await context.addInitScript(
          "if (location.protocol !== 'about:') localStorage.setItem('ai-teacher-pending-sign-out', 'pending')",
        );
        context.on('request', (request) => {
          if (request.url().endsWith('/api/auth/browser/refresh')) renewals += 1;
        });
      },
    });
    // The page asks for the session a second after it is loaded.
    await page.clock.fastForward('00:02');
    await page.evaluate("navigator.locks.request('ai-teacher-session', () => undefined)");
    expect(renewals).toBe(0);
    await finish();
  });

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
