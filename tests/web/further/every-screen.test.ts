/** @mesh shared */
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkArabicPage } from '../arabic-page.ts';
import { checkEveryWay, settled } from '../every-way.ts';
import { keyboardFaults } from '../keyboard.ts';
import { type Places, preparePlaces } from '../places.ts';
import { openSchool, type School, signInContext } from '../school-in-browser.ts';
import { addressOf, screens, type Who } from '../screens.ts';
import { noSessionYet } from '../signed-in.ts';

type Person = { readonly email: string; readonly password: string };

let school: School;
let places: Places;
let people: Record<Exclude<Who, 'visitor'>, Person>;
beforeAll(async () => {
  school = await openSchool();
  const { gatewayUrl, credentials } = school.mesh;
  const { student: guardian } = await ownPeople(gatewayUrl, credentials.admin, ['student']);
  people = { ...credentials, guardian };
  places = await preparePlaces(school, guardian.email);
});
afterAll(() => school?.browser.close());

const enter = (who: Who, locale: string, address: string): Promise<WatchedPage> =>
  school.browser.openPage(
    address,
    who === 'visitor'
      ? { locale, expected: noSessionYet }
      : { locale, before: (context) => signInContext(context, school.mesh.gatewayUrl, people[who]) },
  );

describe.each([
  { language: 'English', locale: 'en-GB', check: checkEveryWay },
  { language: 'Arabic', locale: 'ar-EG', check: checkArabicPage },
])('in both themes, on a desktop, and at 320 pixels with text of double size, in $language', (way) => {
  it.each(screens)('the screen $name has no accessibility fault and cuts nothing off', async (screen) => {
    const opened = await enter(screen.who, way.locale, addressOf(screen, places));
    await way.check(opened, screen.name);
    await opened.finish();
  });
});

describe('by keyboard alone', () => {
  it.each(screens)(
    'Tab reaches every control of the screen $name in the order of the page',
    async (screen) => {
      const opened = await enter(screen.who, 'en-GB', addressOf(screen, places));
      await settled(opened.page);
      expect(await keyboardFaults(opened.page)).toEqual([]);
      await opened.finish();
    },
  );
});

/** Waits until a wait of the page is drawn fully. Loading the page replaces one wait by another. */
const waitIsDrawn = `(async () => {
  for (;;) {
    const wait = document.querySelector('main .waiting');
    if (wait !== null && getComputedStyle(wait).opacity === '1') return true;
    await new Promise(requestAnimationFrame);
  }
})()`;

/** The requests that every page sends before it shows its own content. */
const isSession = (url: string): boolean => /\/api\/(auth\/browser\/refresh|users\/me)$/.test(url);

describe('while the answers of the server are awaited', () => {
  it.each(screens.filter(({ isComplete }) => isComplete !== true))(
    'the screen $name shows that it waits',
    async (screen) => {
      const opened = await enter(screen.who, 'en-GB', '/app/settings');
      const { page, finish } = opened;
      await page.route('**/api/**', (route) =>
        isSession(route.request().url()) ? route.continue() : undefined,
      );
      await page.goto(new URL(addressOf(screen, places), school.mesh.gatewayUrl).href);
      await page.getByRole('main').getByRole('status', { name: 'Loading' }).first().waitFor();
      expect(await page.evaluate(waitIsDrawn)).toBe(true);
      await finish();
    },
  );
});
