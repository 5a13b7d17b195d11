/** @mesh shared */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { browserCookiePath } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { readRegistrationPolicy } from '@ai-teacher/contracts/auth/registration-policy.ts';
import { draftIn, generateExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { PageOptions } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { hasFocus, tabTo } from '../keyboard.ts';
import { openSchool, type School, signInContext, textsOf, withShortPages } from '../school-in-browser.ts';
import { signedInPage } from '../signed-in.ts';

const english = textsOf('en');

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const asTeacher = (address: string, options: PageOptions = {}) =>
  school.browser.openPage(address, {
    ...options,
    before: (context) => signInContext(context, school.mesh.gatewayUrl, school.mesh.credentials.teacher),
  });

/** Everything that scripts of a page can read later. */
const storedByScripts = `(async () => JSON.stringify({
  local: { ...localStorage },
  session: { ...sessionStorage },
  cookies: document.cookie,
  databases: await indexedDB.databases(),
  caches: await caches.keys(),
}))()`;

describe('the session of a browser', () => {
  it('stores no token where a script can read it, and its cookie is sent to the refresh path alone', async () => {
    const { page, finish } = await signedInPage(school.browser, school.mesh.credentials.student);
    const renewed = page.waitForResponse(`**${browserCookiePath}/refresh`);
    await page.reload();
    const { accessToken } = (await (await renewed).json()) as { accessToken: string };
    await page.getByRole('navigation').first().waitFor();
    const stored = JSON.parse(await page.evaluate<string>(storedByScripts));
    expect(accessToken.length).toBeGreaterThan(100);
    expect(JSON.stringify(stored)).not.toContain(accessToken.slice(-40));
    expect(stored).toMatchObject({ session: {}, cookies: '', databases: [], caches: [] });
    const cookies = await page.context().cookies();
    expect(cookies).toEqual([
      expect.objectContaining({ httpOnly: true, sameSite: 'Strict', path: browserCookiePath }),
    ]);
    expect(JSON.stringify(stored)).not.toContain(cookies[0]?.value);
    await finish();
  });

  it('ends on every device when its person signs out everywhere', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const { student } = await ownPeople(gatewayUrl, credentials.admin, ['student']);
    const enter = (address: string) =>
      school.browser.openPage(address, {
        before: (context) => signInContext(context, gatewayUrl, student),
        expected: /401 \(Unauthorized\)/,
      });
    const other = await enter('/app');
    await other.page.getByRole('navigation').first().waitFor();
    const { page, finish } = await enter('/app/settings');
    await tabTo(page, button(page, english('settings.everywhere')));
    await page.keyboard.press('Enter');
    const question = page.getByRole('alertdialog');
    await tabTo(page, question.getByRole('button', { name: english('settings.everywhere') }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: english('entry.signIn') }).waitFor();
    await other.page.reload();
    await other.page.getByRole('heading', { name: english('entry.signIn') }).waitFor();
    await other.finish();
    await finish();
  });
});

describe('the appearance that a person chooses by keyboard', () => {
  it('is dark with text of double size immediately, and stays after a reload', async () => {
    const { page, finish } = await school.open('/app/settings');
    const look = (): Promise<{ paper: string; text: number }> =>
      page.evaluate(`({
        paper: getComputedStyle(document.body).backgroundColor,
        text: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
      })`);
    await button(page, english('shell.save')).waitFor();
    const before = await look();
    for (const [label, option] of [
      [english('settings.theme'), english('settings.themes.dark')],
      [english('settings.textSize'), english('settings.sizes.5')],
    ] as const) {
      await tabTo(page, page.getByRole('button', { name: new RegExp(`${label}$`) }));
      await page.keyboard.press('Enter');
      // The first letters choose the option.
      await page.keyboard.type(option.slice(0, 3));
      await page.getByRole('option', { name: option }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('listbox').waitFor({ state: 'detached' });
    }
    const after = await look();
    expect(after.text).toBe(before.text * 2);
    expect(after.paper).not.toBe(before.paper);
    await page.reload();
    await button(page, english('shell.save')).waitFor();
    expect(await look()).toEqual(after);
    await finish();
  });
});

describe('notifications', () => {
  it('arrive without polling, and are marked as read by keyboard, which keeps the focus on the notification', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const before = async (context: Parameters<NonNullable<PageOptions['before']>>[0]): Promise<void> => {
      await signInContext(context, gatewayUrl, credentials.student);
      await context.clock.install();
    };
    const { page, finish } = await school.browser.openPage('/app', { before });
    const opened = page.waitForResponse('**/api/notifications/stream');
    await page.goto(`${gatewayUrl}/app/notifications`);
    await opened;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.waiting').first().waitFor({ state: 'detached' });
    const title = 'An exam that is news';
    // The list is read once more when the stream is open, and once for each notification.
    await school.publish(title);
    const item = page.getByRole('listitem').filter({ hasText: `“${title}” is published` });
    await item.waitFor();
    const reads: string[] = [];
    page.on('request', (request) => {
      if (/\/api\/notifications(\?|$)/.test(request.url())) reads.push(request.url());
    });
    await page.clock.fastForward('04:00');
    expect(reads).toEqual([]);
    await tabTo(page, item.getByRole('button', { name: english('notifications.read') }));
    await page.keyboard.press('Enter');
    await item.getByText(english('notifications.unread'), { exact: true }).waitFor({ state: 'detached' });
    expect(await hasFocus(item)).toBe(true);
    await finish();
  });
});

describe('the bell', () => {
  it('says among how many notifications it counts when there are earlier ones', async () => {
    await school.publish('An exam for the bell');
    const { page, finish } = await school.open('/app', {
      before: withShortPages(/\/api\/notifications\?/u, 1),
    });
    const label = english('notifications.bellOfNewest').replaceAll(/\{\{\w+, number\}\}/gu, '1');
    const bell = page.getByRole('link', { name: label });
    await bell.waitFor();
    await expect(bell.locator('.badge').textContent()).resolves.toBe('1+');
    await finish();
  });
});

describe('a teacher in a browser', () => {
  it('drops a file onto the page, and the book is read', async () => {
    const name = `dropped-${Math.random().toString(36).slice(2, 8)}`;
    const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-drop-'));
    const file = path.join(folder, `${name}.pdf`);
    const book = await readFile(
      path.join(repositoryRoot, 'libs/demo/textbook/water-weather-and-climate.pdf'),
    );
    await writeFile(file, Buffer.concat([book, Buffer.from(`\n% ${name}\n`)]));
    const { page, finish } = await asTeacher('/app/documents');
    const { x, y, width, height } = (await page.locator('.drop').boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    const session = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', {
        type,
        x: x + width / 2,
        y: y + height / 2,
        data: { items: [], files: [file], dragOperationsMask: 1 },
      });
    const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
    await row.getByText(english('documents.status.ready')).waitFor();
    await rm(folder, { recursive: true });
    await finish();
  });

  it('chooses among the books of every page of the library', async () => {
    const { items } = (await school.teacher.call(listDocuments, { query: { limit: 100 } })).answer;
    const titles = items.flatMap(({ status, title }) => (status === 'ready' ? [title] : []));
    expect(titles.length).toBeGreaterThan(1);
    const { gatewayUrl, credentials } = school.mesh;
    const { page, finish } = await school.browser.openPage('/app/exams/new', {
      before: async (context) => {
        await signInContext(context, gatewayUrl, credentials.teacher);
        await withShortPages(/\/api\/rag\/documents\?/u, Math.ceil(items.length / 2))(context);
      },
    });
    await page.getByRole('button', { name: new RegExp(`${english('ask.book')}$`) }).click();
    await page.getByRole('option').first().waitFor();
    const shown = await page.getByRole('option').allTextContents();
    expect(shown).toEqual(expect.arrayContaining(titles));
    // Several books have one title.
    expect(shown.length).toBeGreaterThanOrEqual(titles.length);
    await page.keyboard.press('Escape');
    await expect(page.getByText(english('shell.cut')).count()).resolves.toBe(0);
    await finish();
  });

  it('replaces an item of a draft by keyboard, and the focus stays in the list of items', async () => {
    const { teacher, documentId } = school;
    const body = { title: 'A draft to change', documentIds: [documentId], itemCount: 2 };
    const { examId } = draftIn((await teacher.call(generateExam, { body })).answer);
    const stems = async (): Promise<string[]> =>
      (await teacher.call(readExam, { params: { id: examId } })).answer.items.map(({ stem }) => stem);
    const before = await stems();
    const { page, finish } = await asTeacher(`/app/exams/${examId}`);
    const cards = page.locator('main ol.stack > .card');
    const replace = cards.first().getByRole('button', { name: english('items.regenerate') });
    await replace.waitFor();
    await tabTo(page, replace);
    await page.keyboard.press('Enter');
    await page.getByText(before[0] ?? '', { exact: true }).waitFor({ state: 'detached' });
    const after = await stems();
    expect(after).toHaveLength(2);
    expect(after).not.toContain(before[0]);
    expect(await hasFocus(page.locator('main ol.stack'))).toBe(true);
    await finish();
  });
});

describe('work that ends after its person has left the page', () => {
  it.each([
    ['4', english('work.done.exam')],
    // More than one exam may have.
    ['5000', english('work.failed.exam')],
  ])('is reported on the page where the teacher writes meanwhile, for %s items', async (count, report) => {
    const expected = /40[0-9] |422 /;
    const { page, finish } = await asTeacher(`/app/exams/new?book=${school.documentId}`, { expected });
    const released = Promise.withResolvers<void>();
    await page.route('**/api/exams/generate', async (route) => {
      await released.promise;
      await route.continue();
    });
    const asked = page.waitForRequest('**/api/exams/generate');
    await page.getByRole('spinbutton', { name: english('exams.count') }).fill(count);
    await button(page, english('exams.generate')).click();
    await asked;
    await page.getByRole('link', { name: english('nav.ask'), exact: true }).click();
    const field = page.getByRole('textbox', { name: english('ask.question') });
    await field.fill('Words that nothing may take');
    released.resolve();
    await page.getByRole('main').getByRole('status').getByText(report).waitFor();
    expect(new URL(page.url()).pathname).toBe('/app/ask');
    await expect(field.inputValue()).resolves.toBe('Words that nothing may take');
    if (count === '4') {
      await page.getByRole('link', { name: english('work.open'), exact: true }).click();
      await page.waitForURL(/\/app\/exams\/[\da-f]{8}-/);
    } else {
      await page.getByRole('alert').waitFor();
      await button(page, english('shell.close')).click();
    }
    await page.getByText(report).waitFor({ state: 'detached' });
    await finish();
  });

  it('is reported when it fails after its dialog was closed', async () => {
    const { page, finish } = await asTeacher('/app/documents', { expected: /net::ERR_/ });
    const released = Promise.withResolvers<void>();
    await page.route('**/api/rag/documents/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      await released.promise;
      return route.abort('connectionreset');
    });
    await button(page, english('documents.share')).first().click();
    const sent = page.waitForRequest((request) => request.method() === 'PATCH');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: english('shell.save') })
      .click();
    await sent;
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    released.resolve();
    await page.getByRole('main').getByRole('status').getByText(english('work.failed.action')).waitFor();
    await page.getByRole('alert').getByText(english('fault.unreachable')).waitFor();
    await finish();
  });
});

describe('the registration of an address that has an account', () => {
  it('leads to the sign-in, which says that the registration was received', async () => {
    const { page, finish } = await school.browser.openPage('/app/register', { expected: /401 \(Unauth/ });
    const fill = (label: string, text: string) => page.getByLabel(english(label), { exact: true }).fill(text);
    await fill('entry.name', 'Sam Again');
    await fill('entry.email', school.mesh.credentials.student.email);
    await fill('entry.password', 'another password of fifteen letters');
    await button(page, english('entry.register')).click();
    await page.getByText(english('entry.registered')).waitFor();
    expect(new URL(page.url()).pathname).toBe('/app/sign-in');
    await finish();
  });
});

describe('the policy of registration', () => {
  it('is shown to an admin above the form that invites people', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const admin = await signedInClient(gatewayUrl, credentials.admin);
    const { policy, domains } = (await admin.call(readRegistrationPolicy, {})).answer;
    const { page, finish } = await school.browser.openPage('/app/invitations', {
      before: (context) => signInContext(context, gatewayUrl, credentials.admin),
    });
    const shown = english(`invitations.policy.${policy}`).replace('{{domains}}', domains.join(', '));
    await page.getByText(shown).waitFor();
    await finish();
  });

  it('is changed by an admin, also back to the setting of the operator, and a faulty domain changes nothing', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const admin = await signedInClient(gatewayUrl, credentials.admin);
    const policy = async () => (await admin.call(readRegistrationPolicy, {})).answer;
    const before = await policy();
    // Other files register people meanwhile, so this test changes who decides and not the decision.
    expect(before).toMatchObject({ policy: 'open', setBy: 'operator' });
    const { page, finish } = await school.browser.openPage('/app/invitations', {
      before: (context) => signInContext(context, gatewayUrl, credentials.admin),
      expected: /422 \(Unprocessable/,
    });
    const choose = async (choice: string): Promise<void> => {
      await page.getByRole('button', { name: english('invitations.whoRegisters') }).click();
      await page.getByRole('option', { name: english(`invitations.choice.${choice}`), exact: true }).click();
    };
    const save = async (): Promise<number> => {
      const answer = page.waitForResponse((response) => response.request().method() === 'PUT');
      await button(page, english('shell.save')).click();
      return (await answer).status();
    };
    await choose('domains');
    await page.getByRole('textbox', { name: english('invitations.domains') }).fill('school.example, school');
    expect(await save()).toBe(422);
    await page.getByRole('alert').getByText('domains/1: must be a host name').waitFor();
    expect(await policy()).toEqual(before);
    await choose('open');
    expect(await save()).toBe(200);
    expect(await policy()).toEqual({ ...before, setBy: 'admin' });
    await page.getByText(english('settings.saved')).waitFor();
    await choose('default');
    expect(await save()).toBe(200);
    expect(await policy()).toEqual(before);
    await finish();
  });
});
