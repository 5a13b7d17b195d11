/** @mesh shared */
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { draftIn, generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import { createEdgeClient, type EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import {
  startBrowser,
  type TestBrowser,
  type WatchedPage,
} from '@ai-teacher/test-kit/browser/test-browser.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { clientOfMesh } from '@ai-teacher/test-kit/mesh/test-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readTheBook } from '../telemetry/read-the-book.ts';

let mesh: RunningMesh;
let browser: TestBrowser;
let teacher: EdgeClient;
let documentId: string;

/** Builds the client into a folder of its own first, because pages of the mesh are served meanwhile. */
const buildClient = async (folder: string): Promise<void> => {
  const built = await mkdtemp(path.join(tmpdir(), 'ai-teacher-client-'));
  const vite = path.join(repositoryRoot, 'node_modules/vite/bin/vite.js');
  const cwd = path.join(repositoryRoot, 'services/web/client');
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--outDir', built, '--emptyOutDir'],
    {
      cwd,
      encoding: 'utf8',
      // Jest's own would choose the packages' code for development.
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  if (status !== 0) throw new Error(`the client was not built: ${stderr}`);
  await cp(path.join(built, 'assets'), path.join(folder, 'assets'), { recursive: true });
  await cp(built, folder, { recursive: true });
  await rm(built, { recursive: true });
};

beforeAll(async () => {
  mesh = await runningMesh();
  await buildClient(clientOfMesh(mesh.stateDirectory));
  const world = createEdgeClient({ gatewayUrl: mesh.gatewayUrl });
  const { answer } = await world.call(signIn, { body: mesh.credentials.teacher });
  teacher = world.as(answer.accessToken);
  documentId = (await readTheBook(teacher, 'Water')).documentId;
  browser = await startBrowser(mesh.gatewayUrl);
});
afterAll(() => browser?.close());

/** A browser without a session asks for one, and the refusal is an error of its console. */
const noSessionYet = /401 \(Unauthorized\).*\/api\/auth\/browser\/refresh/;

const signedIn = async (options: Parameters<TestBrowser['openPage']>[1] = {}): Promise<WatchedPage> => {
  const opened = await browser.openPage('/', { ...options, expected: noSessionYet });
  const { page } = opened;
  const { email, password } = mesh.credentials.student;
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/app');
  return opened;
};

const announcement = {
  rule: 'role-img-alt',
  selector: 'div[role="img"]',
  reason: 'React Aria announces a pending button by a hidden image, which names the button that is gone.',
};

describe('a student in a browser', () => {
  it.each(['light', 'dark'] as const)(
    'asks, and opens the cited page with its quote (%s)',
    async (colorScheme) => {
      const { page, picture, finish } = await signedIn({ colorScheme });
      await page.getByRole('link', { name: 'Ask', exact: true }).first().click();
      await page.getByRole('textbox', { name: 'Your question' }).fill('What is condensation?');
      await page.getByRole('button', { name: 'Ask', exact: true }).click();
      await page
        .getByRole('button', { name: /^Citation 1/ })
        .first()
        .click();
      const cited = page.getByRole('complementary', { name: 'Cited page' });
      await cited
        .locator('mark')
        .getByText(/the change of a gas into a liquid/)
        .waitFor();
      expect(await accessibilityFindings(page, [announcement])).toEqual([]);
      await picture(`ask-${colorScheme}`);
      await finish();
    },
  );

  it('sits an exam: the answers survive a reload, and the attempt is handed in', async () => {
    const wish = { title: 'Water in the browser', documentIds: [documentId], itemCount: 4 };
    const { examId } = draftIn((await teacher.call(generateExam, { body: wish })).answer);
    await teacher.call(publishExam, { params: { id: examId }, body: { durationMinutes: 30 } });
    const { page, picture, finish } = await signedIn();
    await page.getByRole('link', { name: 'Exams', exact: true }).first().click();
    const exam = page.getByRole('article').filter({ hasText: wish.title });
    await exam.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Start' }).click();
    await page.getByRole('timer', { name: 'Time left' }).waitFor();
    const answer = page.getByRole('textbox', { name: 'Your answer' }).first();
    await answer.fill('condensation');
    await page.getByText('All answers saved').waitFor();
    await page.reload();
    await expect(answer.inputValue()).resolves.toBe('condensation');
    expect(await accessibilityFindings(page)).toEqual([]);
    await picture('sitting');
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Hand in' }).click();
    await page.getByText('You have handed in').waitFor();
    await finish();
  });
});
