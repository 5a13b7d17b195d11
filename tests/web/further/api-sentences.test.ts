/** @mesh shared */
import { changePasswordBrowser } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { draftIn, generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { ProblemBody } from '@ai-teacher/contracts/problem.ts';
import { smallRoster } from '@ai-teacher/demo/roster/small-roster.ts';
import { zipFiles } from '@ai-teacher/demo/roster/zip-files.ts';
import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { faultyRoster, uploadRoster } from '../faulty-roster.ts';
import { withRosterTurn } from '../roster-turn.ts';
import { openSchool, type School, signInContext, textsOf } from '../school-in-browser.ts';

const arabic = textsOf('ar');
type Person = { readonly email: string; readonly password: string };

let school: School;
let admin: Person;
let student: Person;
beforeAll(async () => {
  school = await openSchool();
  const { gatewayUrl, credentials } = school.mesh;
  ({ admin, student } = await ownPeople(gatewayUrl, credentials.admin, ['admin', 'student']));
});
afterAll(() => school?.browser.close());

const inArabic = (person: Person, place: string): Promise<WatchedPage> =>
  school.browser.openPage(place, {
    locale: 'ar-EG',
    before: (context) => signInContext(context, school.mesh.gatewayUrl, person),
    expected: /422 \(Unprocessable/,
  });

const sendPassword = async (page: Page, given: string): Promise<void> => {
  await page.getByLabel(arabic('settings.currentPassword'), { exact: true }).fill(student.password);
  await page.getByLabel(arabic('settings.newPassword'), { exact: true }).fill(given);
  await page.getByRole('button', { name: arabic('settings.changePassword') }).click();
};

const faultsIn = (page: Page): Locator => page.getByRole('grid', { name: arabic('rosters.faultsTable') });

const laterCode = 'code-of-a-later-release';

describe('a page in Arabic', () => {
  it('shows in Arabic why a password is refused', async () => {
    const { page, finish } = await inArabic(student, '/app/settings');
    await sendPassword(page, student.password);
    const reason = page.getByText(arabic('password.same-as-current'));
    await reason.waitFor();
    expect(await reason.textContent()).not.toMatch(/[a-z]/i);
    await sendPassword(page, 'passwordpassword');
    await page.getByText(arabic('password.repeated-text')).waitFor();
    await finish();
  });

  it('shows a general text in Arabic for a reason that its catalogue does not have', async () => {
    const { page, finish } = await inArabic(student, '/app/settings');
    await page.route(`**${changePasswordBrowser.edgePath}`, async (route) => {
      const response = await route.fetch();
      const json: ProblemBody = await response.json();
      const errors = json.errors?.map((fault) => ({ ...fault, code: laterCode }));
      await route.fulfill({ response, json: { ...json, errors } });
    });
    await sendPassword(page, student.password);
    await page.getByText(arabic('problem.password-unacceptable')).waitFor();
    await finish();
  });

  it('shows in Arabic why a row of a roster is rejected, and marks a sentence of the API as English', () =>
    withRosterTurn(school.mesh, async () => {
      const { page, finish } = await inArabic(admin, '/app/rosters');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await uploadRoster(page, (await faultyRoster()).buffer);
      await page.getByText(arabic('rosters.statusText.ready')).waitFor();
      await faultsIn(page).getByText(arabic('rosters.fault.reference-missing')).waitFor();
      expect(await faultsIn(page).locator('[lang=en]').count()).toBe(0);

      let sentence = '';
      await page.route('**/api/users/rosters/*/faults*', async (route) => {
        const response = await route.fetch();
        const json: { readonly items: readonly { readonly sentence: string }[] } = await response.json();
        sentence = json.items[0]?.sentence ?? '';
        const items = json.items.map((fault) => ({ ...fault, code: laterCode }));
        await route.fulfill({ response, json: { ...json, items } });
      });
      await page.reload();
      const marked = faultsIn(page).locator('[lang=en][dir=ltr]');
      await marked.waitFor();
      expect(await marked.textContent()).toBe(sentence);
      await finish();
    }));

  it('shows in Arabic why a bundle of a roster is refused', () =>
    withRosterTurn(school.mesh, async () => {
      const { page, finish } = await inArabic(admin, '/app/rosters');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await uploadRoster(page, await zipFiles({ 'notes.csv': 'a,b' }));
      await page.getByRole('alert').getByText(arabic('rosters.fault.file-missing')).waitFor();
      await finish();
    }));

  it('shows in Arabic which file of a roster is not read', () =>
    withRosterTurn(school.mesh, async () => {
      const { page, finish } = await inArabic(admin, '/app/rosters');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await uploadRoster(page, await zipFiles({ ...smallRoster().files, 'lineItems.csv': 'a,b' }));
      await page.getByText(arabic('rosters.statusText.ready')).waitFor();
      const [before = '', after = ''] = arabic('rosters.note.file-unread').split('{{file}}');
      const note = page.locator('.notice.warn').filter({ hasText: before });
      await note.filter({ hasText: 'lineItems.csv' }).filter({ hasText: after }).waitFor();
      expect(await note.locator('[lang=en]').count()).toBe(0);
      expect(await accessibilityFindings(page)).toEqual([]);
      await finish();
    }));

  it('shows in Arabic why items of an exam are missing, and marks an unknown reason as English', async () => {
    const blueprint = [{ count: 1 }, { count: 1, difficulty: 'hard' as const }];
    const body = { documentIds: [school.documentId], blueprint };
    const exam = draftIn((await school.teacher.call(generateExam, { body })).answer);
    const place = `/app/exams/${exam.examId}`;
    const { page, finish } = await inArabic(school.mesh.credentials.teacher, place);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const { reasonCodes = [] } = exam.shortfall ?? {};
    expect(reasonCodes).not.toEqual([]);
    for (const code of reasonCodes) await page.getByText(arabic(`exams.reason.${code}`)).waitFor();
    expect(await page.locator('.notice [lang=en]').count()).toBe(0);
    expect(await accessibilityFindings(page)).toEqual([]);

    await page.route(`**/api/exams/${exam.examId}`, async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      const shortfall = { ...json.shortfall, reasonCodes: [...reasonCodes, laterCode] };
      await route.fulfill({ response, json: { ...json, shortfall } });
    });
    await page.reload();
    const marked = page.locator('.notice [lang=en][dir=ltr]');
    await marked.waitFor();
    expect(await marked.textContent()).toBe(exam.shortfall?.reason);
    await finish();
  });

  it('shows notifications in Arabic, also one that arrives, and marks an unknown kind as English', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const { page, finish } = await inArabic(admin, '/app/notifications');
    const list = page.getByRole('list').filter({ has: page.locator('li.card') });
    const textOf = (key: string): string => arabic(key).split('{{name}}').at(-1) ?? '';
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.waiting').first().waitFor({ state: 'detached' });
    await ownPeople(gatewayUrl, credentials.admin, ['admin']);
    const card = list.getByRole('listitem').filter({ hasText: textOf('notifications.subject.admin-added') });
    await card.first().waitFor();
    await card.first().getByText(arabic('notifications.text.admin-added')).waitFor();
    expect(await list.locator('[lang=en]').count()).toBe(0);
    expect(await accessibilityFindings(page)).toEqual([]);

    await page.route('**/api/notifications?*', async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      const items = json.items.map((item: object) => ({ ...item, codedText: { code: laterCode } }));
      await route.fulfill({ response, json: { ...json, items } });
    });
    await page.reload();
    const marked = list.locator('h2 [lang=en][dir=ltr]');
    await marked.first().waitFor();
    expect(await marked.first().textContent()).toBe('“Ada Admin” is now an administrator');
    await finish();
  });

  it('shows in Arabic when an exam is open, with the times of the reader', async () => {
    const title = 'An exam with a window';
    const body = { title, documentIds: [school.documentId], itemCount: 1 };
    const { examId } = draftIn((await school.teacher.call(generateExam, { body })).answer);
    const times = { opensAt: '2099-03-02T09:00:00Z', closesAt: '2099-03-03T09:00:00Z' };
    await school.teacher.call(publishExam, { params: { id: examId }, body: times });
    const { page, finish } = await inArabic(student, '/app/notifications');
    const card = page.getByRole('listitem').filter({ hasText: title });
    await card.waitFor();
    await card.getByText(arabic('notifications.results.closed')).waitFor();
    const shown = (await card.textContent()) ?? '';
    expect(shown).toContain(arabic('notifications.opening.opens-until').split('{{opens}}')[0]);
    // Arabic digits of the year, which the English sentence of the API does not have.
    expect(shown).toContain('٢٠٩٩');
    expect(await card.locator('[lang=en]').count()).toBe(0);
    await finish();
  });
});
