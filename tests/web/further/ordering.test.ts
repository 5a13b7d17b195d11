/** @mesh shared */
import { readAttempt, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import { addItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { hasFocus, tabTo } from '../keyboard.ts';
import { openSchool, type School } from '../school-in-browser.ts';
import { inspect } from '../screen.ts';

const stem = 'Put the stages in order.';
const stages = ['Vapour rises', 'Clouds form', 'Rain falls'];

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** An attempt at an exam with an item that is put in order. */
const startOrdering = async (): Promise<{
  attemptId: string;
  path: string;
  /** The texts of all options by their ids. */
  texts: ReadonlyMap<string, string>;
}> => {
  const { teacher, student, documentId } = school;
  const body = { title: 'In order', documentIds: [documentId], itemCount: 1 };
  const { examId } = draftIn((await teacher.call(generateExam, { body })).answer);
  const { items } = (await teacher.call(readPages, { params: { id: documentId }, query: {} })).answer;
  const quote = 'Condensation';
  const pageNumber = items.find(({ text }) => text.includes(quote))?.pageNumber ?? 0;
  const options = stages.map((text, at) => ({
    optionId: `${at}`,
    text,
  }));
  const source = { documentId, pageNumber, quote };
  const item = {
    type: 'ordering' as const,
    stem,
    options,
    key: options.map(({ optionId }) => optionId),
    source,
  };
  await teacher.call(addItem, { params: { id: examId }, body: item });
  await teacher.call(publishExam, { params: { id: examId }, body: {} });
  const { attemptId, items: blank } = (await student.call(startAttempt, { params: { id: examId } })).answer;
  // The options of the other item have the same ids.
  const ordered = blank.find((each) => each.stem === stem);
  const texts = new Map((ordered?.options ?? []).map(({ optionId, text }) => [optionId, text]));
  return { texts, attemptId, path: `/app/attempts/${attemptId}?exam=${examId}` };
};

describe('an item that is put in order, by keyboard alone', () => {
  it('keeps the focus on the entry that moves down and up, and announces each place', async () => {
    const { attemptId, path, texts } = await startOrdering();
    const opened = await school.open(path);
    const { page, finish } = opened;
    const card = page.getByRole('listitem').filter({ hasText: stem }).first();
    const entries = card.locator('ol.options > li > span');
    await entries.nth(2).waitFor();
    const [first = '', second = '', third = ''] = await entries.allTextContents();
    const announced = card.locator('[aria-live=polite]');
    await tabTo(page, button(page, `Move down: ${first}`));
    for (const [key, order, place, focused] of [
      ['Enter', [second, first, third], 2, `Move down: ${first}`],
      // The last entry cannot move down, so the focus is on the other button.
      ['Enter', [second, third, first], 3, `Move up: ${first}`],
      ['Enter', [second, first, third], 2, `Move up: ${first}`],
      ['Space', [first, second, third], 1, `Move down: ${first}`],
      ['Enter', [second, first, third], 2, `Move down: ${first}`],
    ] as const) {
      await page.keyboard.press(key);
      await announced.getByText(`${first} is at place ${place} of 3.`).waitFor();
      expect(await entries.allTextContents()).toEqual(order);
      expect(await hasFocus(button(page, focused))).toBe(true);
    }
    await page.getByText('All answers saved').waitFor();
    await inspect(opened, 'ordering-sitting');
    const { items } = (await school.student.call(readAttempt, { params: { id: attemptId } })).answer;
    const response = items.map((item) => item.response).find(Array.isArray) ?? [];
    expect(response.map((id) => texts.get(id))).toEqual([second, first, third]);
    await finish();
  });
});
