/** @mesh shared */
import { deleteExam, draftIn, generateExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { addItem, changeItem, deleteItem, orderItems } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import type { PageOptions, WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { checkArabicPage } from '../arabic-page.ts';
import { hasFocus, tabTo } from '../keyboard.ts';
import { openSchool, type School, signInContext, textsOf } from '../school-in-browser.ts';
import { inspect } from '../screen.ts';

const english = textsOf('en');
const negation = english('items.flaw.negative-stem');

let school: School;
let examId = '';
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

/** A draft with two generated items, and a third one whose stem contains a negation. */
beforeEach(async () => {
  const { teacher, documentId } = school;
  const body = { title: 'A draft with a flaw', documentIds: [documentId], itemCount: 2 };
  ({ examId } = draftIn((await teacher.call(generateExam, { body })).answer));
  const quote = 'Condensation';
  const options = ['Ice', 'Milk', 'Oil', 'Tea'].map((text, at) => ({ optionId: String(at), text }));
  const source = { documentId, pageNumber: await pageOf(quote), quote };
  const stem = 'Which of these things is not a liquid?';
  const item = { type: 'single_choice' as const, stem, options, key: '0', source };
  await teacher.call(addItem, { params: { id: examId }, body: item });
});

/** The first page of the book that contains the words. */
const pageOf = async (words: string): Promise<number> => {
  const { teacher, documentId } = school;
  const { items } = (await teacher.call(readPages, { params: { id: documentId }, query: {} })).answer;
  return items.find(({ text }) => text.includes(words))?.pageNumber ?? 0;
};

const storedItems = async (): Promise<readonly Item[]> => {
  const { items } = (await school.teacher.call(readExam, { params: { id: examId } })).answer;
  return items as Item[];
};
const storedIds = async (): Promise<string[]> => (await storedItems()).map(({ itemId }) => itemId);

const openDraft = async (options: PageOptions = {}): Promise<WatchedPage> => {
  const { gatewayUrl, credentials } = school.mesh;
  const before: PageOptions['before'] = (context) => signInContext(context, gatewayUrl, credentials.teacher);
  const opened = await school.browser.openPage(`/app/exams/${examId}`, { ...options, before });
  await opened.page.locator('.card').nth(2).waitFor();
  return opened;
};

const keepButton = (page: Page, name: string) => page.getByRole('button', { name: `${name} ${negation}` });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe('the items of a draft, by keyboard alone', () => {
  it('show their flaws in plain words, and an item is kept with a reason that can be changed', async () => {
    const opened = await openDraft();
    const { page, finish } = opened;
    await page
      .getByRole('list', { name: english('items.warnings') })
      .getByText(negation)
      .waitFor();
    await inspect(opened, 'draft-warning');
    const reasons = ['The word “not” is what this question practises.', 'We practise negations.'];
    for (const [at, reason] of reasons.entries()) {
      const action = keepButton(page, english(at === 0 ? 'items.keep' : 'items.changeReason'));
      await tabTo(page, action);
      await page.keyboard.press('Enter');
      const field = page.getByRole('textbox', { name: english('items.keepReason') });
      await field.waitFor();
      expect(await hasFocus(field)).toBe(true);
      expect(await field.inputValue()).toBe(at === 0 ? '' : reasons[0]);
      if (at === 0) await inspect(opened, 'draft-keep');
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(reason);
      await tabTo(page, button(page, english('shell.save')));
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByText(reason).waitFor();
      const changing = keepButton(page, english('items.changeReason'));
      await changing.and(page.locator(':focus')).waitFor();
    }
    await inspect(opened, 'draft-kept');
    const warnings = (await storedItems()).flatMap((item) => item.warnings ?? []);
    expect(warnings).toMatchObject([{ flaw: 'negative-stem', overruled: { reason: reasons[1] } }]);
    await finish();
  });

  it('are moved, each move is announced and keeps the focus, and the order is saved in one call', async () => {
    const [first, second, third] = await storedIds();
    const opened = await openDraft();
    const { page, finish } = opened;
    const calls: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/item-order')) calls.push(request.method());
    });
    const announced = page.locator('main [aria-live=polite][aria-atomic=true]');
    await tabTo(page, button(page, 'Move question 3 up'));
    await page.keyboard.press('Enter');
    await announced.getByText('The question moved from place 3 to place 2 of 3.').waitFor();
    expect(await hasFocus(button(page, 'Move question 2 up'))).toBe(true);
    await page.keyboard.press('Enter');
    await announced.getByText('The question moved from place 2 to place 1 of 3.').waitFor();
    // The first item cannot move up, so the focus is on the other button.
    expect(await hasFocus(button(page, 'Move question 1 down'))).toBe(true);
    await inspect(opened, 'draft-order');
    expect(calls).toEqual([]);
    expect(await button(page, english('exams.publish')).isDisabled()).toBe(true);
    await tabTo(page, button(page, english('items.saveOrder')));
    await page.keyboard.press('Enter');
    await announced.getByText(english('items.orderSaved')).waitFor();
    expect(await hasFocus(page.locator('main ol.stack'))).toBe(true);
    expect(await button(page, english('exams.publish')).isDisabled()).toBe(false);
    expect(calls).toEqual(['PUT']);
    expect(await storedIds()).toEqual([third, first, second]);
    await finish();
  });

  it('return to the stored order when the new one is discarded', async () => {
    const stored = await storedIds();
    const { page, finish } = await openDraft();
    await tabTo(page, button(page, 'Move question 1 down'));
    await page.keyboard.press('Enter');
    expect(await hasFocus(button(page, 'Move question 2 down'))).toBe(true);
    await tabTo(page, button(page, english('items.discardOrder')));
    await page.keyboard.press('Enter');
    await page.getByText(english('items.orderUnsaved')).waitFor({ state: 'detached' });
    expect(await hasFocus(page.locator('main ol.stack'))).toBe(true);
    expect(await storedIds()).toEqual(stored);
    await finish();
  });

  it('that were deleted elsewhere explain the refused order, and the order of the others can be saved', async () => {
    const [first, second, third] = await storedIds();
    const opened = await openDraft({ expected: /409 .*\/item-order/ });
    const { page, finish } = opened;
    await tabTo(page, button(page, 'Move question 3 up'));
    await page.keyboard.press('Enter');
    await school.teacher.call(deleteItem, { params: { id: examId, itemId: first ?? '' }, query: {} });
    await tabTo(page, button(page, english('items.saveOrder')));
    await page.keyboard.press('Enter');
    const notice = page.getByRole('alert');
    await notice.getByText(english('items.orderConflict')).waitFor();
    expect(await notice.locator('code').textContent()).toMatch(/\S/);
    await page.locator('main ol.stack > .card').nth(2).waitFor({ state: 'detached' });
    await inspect(opened, 'draft-order-conflict');
    await tabTo(page, button(page, english('items.saveOrder')), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText(english('items.orderSaved')).waitFor({ state: 'attached' });
    expect(await notice.count()).toBe(0);
    expect(await storedIds()).toEqual([third, second]);
    await finish();
  });

  it('that were put in another order elsewhere keep that order, and the page shows it and says so', async () => {
    const opened = await openDraft({ expected: /409 .*\/item-order/ });
    const { page, finish } = opened;
    const before = await storedIds();
    const other = before.toReversed();
    await tabTo(page, button(page, 'Move question 1 down'));
    await page.keyboard.press('Enter');
    const body = { itemIds: [...other], knownItemIds: [...before] };
    await school.teacher.call(orderItems, { params: { id: examId }, body });
    await tabTo(page, button(page, english('items.saveOrder')));
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(english('items.orderOvertaken')).waitFor();
    await page.getByText(english('items.orderUnsaved')).waitFor({ state: 'detached' });
    expect(await hasFocus(page.locator('main ol.stack'))).toBe(true);
    expect(await storedIds()).toEqual(other);
    await finish();
  });

  it('that were changed elsewhere while their form was open are not overwritten, and the form says so', async () => {
    const opened = await openDraft({ expected: /409 .*\/items\// });
    const { page, finish } = opened;
    const [item] = await storedItems();
    await tabTo(page, page.getByRole('button', { name: english('items.edit') }).first());
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog');
    const mine = `${item?.stem} As you know it.`;
    await form.getByRole('textbox', { name: english('items.stem') }).fill(mine);
    const theirs = `${item?.stem} As they know it.`;
    const params = { id: examId, itemId: item?.itemId ?? '' };
    await school.teacher.call(changeItem, { params, body: { stem: theirs } });
    await button(page, english('shell.save')).click();
    await form.getByRole('alert').getByText(english('problem.items-changed')).waitFor();
    expect(await form.getByRole('textbox', { name: english('items.stem') }).inputValue()).toBe(mine);
    // The list behind the form shows the stored item.
    await page.locator('.card').getByText(theirs).waitFor();
    expect((await storedItems())[0]?.stem).toBe(theirs);
    await finish();
  });

  it('that were deleted elsewhere while their form was open leave the words of the teacher in the form', async () => {
    const opened = await openDraft({ expected: /404 .*\/items\// });
    const { page, finish } = opened;
    const [item] = await storedItems();
    await page
      .getByRole('button', { name: english('items.edit') })
      .first()
      .click();
    const form = page.getByRole('dialog');
    const mine = `${item?.stem} As you know it.`;
    await form.getByRole('textbox', { name: english('items.stem') }).fill(mine);
    const params = { id: examId, itemId: item?.itemId ?? '' };
    await school.teacher.call(deleteItem, { params, query: {} });
    await button(page, english('shell.save')).click();
    await form.getByRole('alert').getByText(english('problem.item-not-found')).waitFor();
    await page.locator('main ol.stack > .card').nth(2).waitFor({ state: 'detached' });
    expect(await form.getByRole('textbox', { name: english('items.stem') }).inputValue()).toBe(mine);
    await finish();
  });

  it('say that their exam was deleted elsewhere when the page reads it again', async () => {
    const opened = await openDraft({ expected: /404 / });
    const { page, finish } = opened;
    await school.teacher.call(deleteExam, { params: { id: examId } });
    await page
      .getByRole('button', { name: english('items.regenerate') })
      .first()
      .click();
    const notices = page.getByRole('alert').getByText(english('problem.exam-not-found'));
    // The page says that the exam is gone, and the card that its item was not replaced.
    await notices.nth(1).waitFor();
    await inspect(opened, 'draft-deleted');
    await finish();
  });

  it.each(['delete', 'regenerate'])(
    'that were changed elsewhere stay when the page wants to %s them, and the page says so',
    async (action) => {
      const opened = await openDraft({ expected: /409 .*\/items\// });
      const { page, finish } = opened;
      const [item] = await storedItems();
      const theirs = `${item?.stem} As they know it.`;
      const params = { id: examId, itemId: item?.itemId ?? '' };
      await school.teacher.call(changeItem, { params, body: { stem: theirs } });
      const card = page.locator('main ol.stack > .card').first();
      await card.getByRole('button', { name: english(`items.${action}`) }).click();
      if (action === 'delete')
        await page
          .getByRole('alertdialog')
          .getByRole('button', { name: english('items.delete') })
          .click();
      await card.getByRole('alert').getByText(english('items.itemConflict')).waitFor();
      await card.getByText(theirs).waitFor();
      expect((await storedItems())[0]?.stem).toBe(theirs);
      await finish();
    },
  );
});

describe('the items of a draft in Arabic', () => {
  it('show flaws and a changed order without an accessibility fault, and cut nothing off', async () => {
    const arabic = textsOf('ar');
    const opened = await openDraft({ locale: 'ar-EG' });
    const { page, finish } = opened;
    await page.getByText(arabic('items.flaw.negative-stem')).waitFor();
    await page.locator('.item-moves .button:enabled').first().click();
    await page.getByText(arabic('items.orderUnsaved')).waitFor();
    await checkArabicPage(opened, 'draft');
    await finish();
  });
});
