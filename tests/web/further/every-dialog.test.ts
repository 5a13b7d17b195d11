/** @mesh shared */
import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { connectTo } from '../../telemetry/broken-tables.ts';
import { prepareDialogs } from '../dialog-places.ts';
import { type Client, type Dialog, dialogs } from '../dialogs.ts';
import { forEachWay, settled } from '../every-way.ts';
import { type Places, preparePlaces } from '../places.ts';
import { readyRoster, withRosterTurn } from '../roster-turn.ts';
import { openSchool, type School, signInContext, textsOf } from '../school-in-browser.ts';
import { announcement } from '../signed-in.ts';

let school: School;
let places: Places;
let people: Record<Dialog['who'], { readonly email: string; readonly password: string }>;
beforeAll(async () => {
  school = await openSchool();
  const { gatewayUrl, credentials } = school.mesh;
  const { student: guardian } = await ownPeople(gatewayUrl, credentials.admin, ['student']);
  const { admin } = await ownPeople(gatewayUrl, credentials.admin, ['admin']);
  people = { ...credentials, admin, guardian };
  places = await prepareDialogs(school, await preparePlaces(school, guardian.email));
});
afterAll(() => school?.browser.close());

/** The texts of the client in a language as the names of its controls. An inserted value may be any text. */
const clientIn = (language: string, page: Page): Client => {
  const text = textsOf(language);
  const pattern = (key: string): string =>
    text(key)
      .split(/\{\{[^}]*\}\}/u)
      .map((part) => part.replace(/[$()*+.?[\\\]^{|}]/gu, '\\$&'))
      .join('.*');
  const named = (name: RegExp): Locator => page.getByRole('button', { name });
  return {
    page,
    button: (key) => named(new RegExp(`(?:^|\\s)${pattern(key)}$`, 'u')),
    buttonFrom: (key) => named(new RegExp(`^${pattern(key)}`, 'u')),
    option: (key) => page.getByRole('option', { name: text(key), exact: true }),
    field: (key) => page.getByRole('textbox', { name: text(key) }),
  };
};

const overlays = '[role=dialog], [role=alertdialog], [role=listbox]';

const directionOfLast = `getComputedStyle([...document.querySelectorAll('${overlays}')].at(-1)).direction`;

/** The elements that do not fit into the open box or into the window. The box itself scrolls up and down. */
const cutOff = `(() => {
  const boxes = [...document.querySelectorAll('.modal, .popover')];
  return boxes.flatMap((box) => {
    const { left, right, top, bottom } = box.getBoundingClientRect();
    const isOutside = left < -1 || right > innerWidth + 1 || top < -1 || bottom > innerHeight + 1;
    const isWide = box.scrollWidth > box.clientWidth + 1;
    const cut = [...box.querySelectorAll('*')].filter((element) => {
      const inner = element.getBoundingClientRect();
      const isHidden = inner.width <= 1 || element.closest('.hidden, svg, [aria-hidden=true], .table-wrap') !== null;
      const isClipped = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === 'hidden';
      return !isHidden && (inner.left < left - 1 || inner.right > right + 1 || isClipped);
    });
    return [
      ...(isOutside ? ['outside the window: ' + [left, right, top, bottom].join(' ')] : []),
      ...(isWide ? ['scrolls sideways'] : []),
      ...cut.map((element) => element.outerHTML.slice(0, 160)),
    ];
  });
})()`;

const close = async (page: Page): Promise<void> => {
  for (const overlay = page.locator(overlays); (await overlay.count()) > 0; ) {
    await page.keyboard.press('Escape');
    // Each press closes what is on top.
    await overlay
      .last()
      .waitFor({ state: 'hidden', timeout: 1_000 })
      .catch(() => undefined);
  }
};

/** Opens a dialog in each theme, on a desktop, and at 320 pixels with text of double size, and checks it. */
const checkDialog = async (opened: WatchedPage, { name, open }: Dialog): Promise<void> => {
  const { page, picture } = opened;
  await settled(page);
  await forEachWay(page, async (way) => {
    await open(clientIn('ar', page));
    await page.locator(overlays).last().waitFor();
    await page.locator('.modal .waiting').first().waitFor({ state: 'detached' });
    await page.locator(overlays).last().waitFor();
    expect(await page.evaluate(directionOfLast)).toBe('rtl');
    const findings = await accessibilityFindings(page, [announcement]);
    const cut = await page.evaluate<string[]>(cutOff);
    expect({ name, way, findings, cut }).toEqual({ name, way, findings: [], cut: [] });
    await picture(`dialog-${name}-${way}`);
    await close(page);
  });
};

/** Lets the session of the admin be older than a confirmation of the password is valid. */
const ageSession = async (): Promise<void> => {
  const database = await connectTo(school.mesh, 'auth');
  await database.query(
    `update refresh_family set created_at = created_at - interval '10 minutes'
     where account_id = (select id from account where email = $1)`,
    [people.admin.email],
  );
  await database.end();
};

const openAndCheck = async (dialog: Dialog, address: string): Promise<void> => {
  const opened = await school.browser.openPage(address, {
    locale: 'ar-EG',
    before: (context) => signInContext(context, school.mesh.gatewayUrl, people[dialog.who]),
    expected: /403.*\/api\/auth\/invitations/,
  });
  if (dialog.name === 'password') await ageSession();
  await checkDialog(opened, dialog);
  await opened.finish();
};

describe('over a page in Arabic, in both themes, on a desktop, and at 320 pixels with text of double size', () => {
  it.each(dialogs)('$name of $file has no accessibility fault and cuts nothing off', async (dialog) => {
    const { place } = dialog;
    if (place !== 'ready-roster') return openAndCheck(dialog, places[place] ?? place);
    return withRosterTurn(school.mesh, async (admin) =>
      openAndCheck(dialog, `/app/rosters/${await readyRoster(admin)}`),
    );
  });

  it('a word that is wider than its dialog is reported', async () => {
    const opened = await school.browser.openPage('/app/settings', {
      locale: 'ar-EG',
      before: (context) => signInContext(context, school.mesh.gatewayUrl, people.student),
    });
    const { page, finish } = opened;
    await clientIn('ar', page).button('settings.everywhere').click();
    await page.locator(overlays).waitFor();
    expect(await page.evaluate(cutOff)).toEqual([]);
    await page.evaluate(`{
      const word = document.createElement('p');
      word.textContent = 'w'.repeat(400);
      word.style.overflowWrap = 'normal';
      document.querySelector('.dialog').append(word);
    }`);
    expect(await page.evaluate(cutOff)).not.toEqual([]);
    await finish();
  });
});
