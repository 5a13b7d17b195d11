/** @mesh shared */
import { changePasswordBrowser } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import type { ProblemBody } from '@ai-teacher/contracts/problem.ts';
import { zipFiles } from '@ai-teacher/demo/roster/zip-files.ts';
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
});
