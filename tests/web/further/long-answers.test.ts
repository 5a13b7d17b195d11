/** @mesh shared */
import { draftIn, generateExam } from '@ai-teacher/contracts/exam/exams.ts';
import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { openSchool, type School } from '../school-in-browser.ts';
import { inspect, open } from '../screen.ts';
import { signedInPage } from '../signed-in.ts';

const mark = Math.random().toString(36).slice(2, 8);
const examName = `Long answers ${mark}`;
const answered = 'Explain how dew forms.';
const blank = 'Explain how fog forms.';
const labels = { first: 'Air near the ground cools', second: 'Water vapour condenses' };

let school: School;
let examId: string;
/** Two sentences of one page. */
let sentences: { readonly first: string; readonly second: string };
/** The terms of the pairing item with their meanings, and as a student pairs them. */
const pairs = [
  ['rain', 'liquid'],
  ['snow', 'solid'],
] as const;
const swapped = [
  ['rain', 'solid'],
  ['snow', 'liquid'],
] as const;
const pageNumber = 4;

beforeAll(async () => {
  school = await openSchool();
  const { teacher, documentId } = school;
  const body = { title: examName, documentIds: [documentId], itemCount: 1, types: ['true_false' as const] };
  ({ examId } = draftIn((await teacher.call(generateExam, { body })).answer));
  const input = { params: { id: documentId }, query: { from: pageNumber, limit: 1 } };
  const text = (await teacher.call(readPages, input)).answer.items[0]?.text ?? '';
  const [first = '', second = ''] = text.match(/[A-Z][^.]{30,}\./gu) ?? [];
  sentences = { first, second };
});
afterAll(() => school?.browser.close());

const enter = (who: 'student' | 'teacher'): Promise<WatchedPage> =>
  signedInPage(school.browser, school.mesh.credentials[who]);

const box = (sheet: Locator, name: string | RegExp): Locator =>
  sheet.getByRole('textbox', { name, exact: true });
const number = (sheet: Locator, name: string | RegExp): Locator =>
  sheet.getByRole('spinbutton', { name, exact: true });

/** Opens the form for a new item of a type, and names its place in the book. */
const openForm = async ({ page }: WatchedPage, type: string): Promise<Locator> => {
  await page.getByRole('button', { name: 'Add a question' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /Kind of question/ }).click();
  await page.getByRole('option', { name: type }).click();
  await number(sheet, 'Page of the book').fill(String(pageNumber));
  await box(sheet, /question comes from/).fill(`${sentences.first} ${sentences.second}`);
  return sheet;
};

const add = async (sheet: Locator): Promise<void> => {
  await sheet.getByRole('button', { name: 'Add', exact: true }).click();
  await sheet.waitFor({ state: 'detached' });
};

const itemOf = ({ page }: WatchedPage, stem: string): Locator =>
  page.getByRole('listitem').filter({ hasText: stem });

describe('an item that a teacher writes in the browser', () => {
  it('is a long answer with a rubric, which can be edited', async () => {
    const opened = await enter('teacher');
    const { page, finish } = opened;
    await open(opened, 'Exams');
    await page.getByRole('link', { name: examName }).click();
    for (const stem of [answered, blank]) {
      const sheet = await openForm(opened, 'Long answer');
      await box(sheet, 'Question').fill(stem);
      await box(sheet, 'Correct answer').fill('Air cools, and its water vapour condenses.');
      await box(sheet, 'Criterion 1').fill(labels.first);
      await box(sheet, 'Criterion 2').fill(labels.second);
      await box(sheet, /Words of the book for criterion 2/).fill(sentences.second);
      if (stem === answered) {
        await sheet.getByText('Show the text of the page').click();
        await sheet.getByText(sentences.first.slice(0, 20)).first().waitFor();
        await inspect(opened, 'long-answer-add');
      }
      await add(sheet);
      await itemOf(opened, stem).getByText('2 points').waitFor();
    }
    await itemOf(opened, answered).getByRole('button', { name: 'Edit' }).click();
    const sheet = page.getByRole('dialog');
    await number(sheet, 'Points of criterion 2').fill('3');
    await inspect(opened, 'long-answer-edit');
    await sheet.getByRole('button', { name: 'Save' }).click();
    await sheet.waitFor({ state: 'detached' });
    await itemOf(opened, answered).getByText('4 points').waitFor();
    await itemOf(opened, answered).getByText('3 points').waitFor();
    await inspect(opened, 'long-answer-item');
    await finish();
  });

  it('is a number, an order or a pairing, and a wrong quote is refused without losing the form', async () => {
    const opened = await signedInPage(school.browser, school.mesh.credentials.teacher, {
      expected: /401 \(Unauthorized\)|4\d\d .*\/items/,
    });
    const { page, finish } = opened;
    await page.goto(new URL(`/app/exams/${examId}`, school.mesh.gatewayUrl).href);
    const numeric = await openForm(opened, 'Number with unit');
    await box(numeric, 'Question').fill('How long is a day?');
    await box(numeric, 'Correct answer').fill('24');
    await box(numeric, 'Unit').fill('h');
    await box(numeric, /question comes from/).fill('These words are in no book.');
    await numeric.getByRole('button', { name: 'Add', exact: true }).click();
    await numeric.getByText('source/quote: must stand on the page').waitFor();
    await box(numeric, /question comes from/).fill(sentences.first);
    await add(numeric);
    await itemOf(opened, 'How long is a day?').getByText('24 h').waitFor();

    const ordering = await openForm(opened, 'Put in order');
    await box(ordering, 'Question').fill('Order what happens.');
    for (const [at, text] of ['Rain falls', 'Vapour rises', 'Clouds form'].entries())
      await box(ordering, `Option ${at + 1}`).fill(text);
    await ordering.getByRole('button', { name: 'Move down: Rain falls' }).click();
    await ordering.getByRole('button', { name: 'Move down: Rain falls' }).click();
    await inspect(opened, 'ordering-add');
    await add(ordering);
    const item = itemOf(opened, 'Order what happens.').first();
    const ordered = item.locator('.item-options').getByRole('listitem');
    await ordered.nth(2).waitFor();
    await expect(ordered.allTextContents()).resolves.toEqual(['Vapour rises', 'Clouds form', 'Rain falls']);

    const matching = await openForm(opened, 'Match terms');
    await box(matching, 'Question').fill('Match the words.');
    for (const [at, [term, meaning]] of pairs.entries()) {
      await box(matching, `Term ${at + 1}`).fill(term);
      await box(matching, `Option ${at + 1}`).fill(meaning);
    }
    for (const [term, meaning] of pairs) {
      await matching.getByRole('button', { name: term }).click();
      await page.getByRole('option', { name: meaning }).click();
    }
    await inspect(opened, 'matching-add');
    await add(matching);
    await itemOf(opened, 'Match the words.').getByText('snow → solid').waitFor();
    for (const stem of ['How long is a day?', 'Order what happens.']) {
      await itemOf(opened, stem).first().getByRole('button', { name: 'Delete question' }).click();
      const question = page.getByRole('alertdialog');
      await question.getByRole('button', { name: 'Delete question' }).click();
      await itemOf(opened, stem).first().waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('link', { name: 'Results' }).waitFor();
    await finish();
  });
});

describe('a long answer in the browser', () => {
  it('is written by a student, who leaves another one blank', async () => {
    const opened = await enter('student');
    const { page, finish } = opened;
    await open(opened, 'Exams');
    await page
      .getByRole('article')
      .filter({ hasText: examName })
      .getByRole('button', { name: 'Start' })
      .click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Start' }).click();
    const item = page.getByRole('listitem').filter({ hasText: answered });
    await box(item, 'Your answer').fill('At night air near the ground cools.\nThen water condenses.');
    await item.getByText('Words: 10 of about 100').waitFor();
    const pairing = page.getByRole('listitem').filter({ hasText: 'Match the words.' });
    for (const [term, meaning] of swapped) {
      await pairing.getByRole('button', { name: term }).click();
      await page.getByRole('option', { name: meaning }).click();
    }
    await page.getByText('All answers saved').waitFor();
    await inspect(opened, 'long-answer-sitting');
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Hand in' }).click();
    await page.getByText('You have handed in').waitFor();
    await finish();
  });

  it('is marked by criteria in the queue, and the results are released', async () => {
    const opened = await enter('teacher');
    const { page, finish } = opened;
    await open(opened, 'Marking');
    await page.getByRole('link').filter({ hasText: answered }).click();
    const group = page.getByRole('region', { name: 'Group 1' });
    await group.getByRole('table').waitFor();
    const button = group.getByRole('button', { name: 'Mark 1 answer' });
    await number(group, `${labels.first} (up to 1)`).fill('1');
    await expect(button.isDisabled()).resolves.toBe(true);
    await number(group, `${labels.second} (up to 3)`).fill('2');
    await box(group, 'Feedback for these students').fill('Name what the water vapour becomes.');
    await inspect(opened, 'long-answer-marking');
    await button.click();
    await page.getByText('1 answer was marked.').waitFor();
    await open(opened, 'Exams');
    await page.getByRole('link', { name: examName }).click();
    await page.getByRole('button', { name: 'Release' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Release' }).click();
    await page.getByRole('button', { name: 'Release' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Results' }).click();
    await page.getByRole('grid', { name: 'Attempts' }).getByRole('link').first().click();
    await page.getByText('Name what the water vapour becomes.').waitFor();
    const paired = itemOf(opened, 'Match the words.').first();
    for (const [term, meaning] of [...pairs, ...swapped])
      await paired.getByText(`${term} → ${meaning}`).waitFor();
    await paired.getByRole('button', { name: 'Change the mark' }).click();
    const sheet = page.getByRole('dialog');
    for (const [term, meaning] of swapped) await sheet.getByText(`${term} → ${meaning}`).waitFor();
    // Enter sends the form before the field is left.
    await number(sheet, /^Score, up to /).fill('0.5');
    await page.keyboard.press('Enter');
    await sheet.waitFor({ state: 'detached' });
    await paired.getByText(/^0\.5 of /).waitFor();
    await itemOf(opened, answered).getByRole('button', { name: 'Change the mark' }).click();
    await expect(number(sheet, `${labels.second} (up to 3)`).inputValue()).resolves.toBe('2');
    await inspect(opened, 'long-answer-mark');
    await finish();
  });

  it('shows its student the points of each criterion, and a mark of a machine can be appealed', async () => {
    const opened = await enter('student');
    const { page, finish } = opened;
    await open(opened, 'Exams');
    await page
      .getByRole('article')
      .filter({ hasText: examName })
      .getByRole('link', { name: 'See result' })
      .click();
    const item = itemOf(opened, answered).first();
    await item.getByText('3 of 4').waitFor();
    await item.getByText('2 of 3').waitFor();
    await item.getByText('Name what the water vapour becomes.').waitFor();
    await expect(item.getByRole('button', { name: 'Ask a teacher to check' }).count()).resolves.toBe(0);
    const empty = itemOf(opened, blank).first();
    await empty.getByRole('button', { name: 'Ask a teacher to check' }).click();
    await page.getByRole('textbox', { name: /Your reason/ }).fill(`I wrote it on paper ${mark}.`);
    await inspect(opened, 'long-answer-appeal');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await empty.getByText('A teacher checks this mark.').waitFor();
    await inspect(opened, 'long-answer-result');
    await finish();
  });

  it('is decided again by criteria, beginning with the present scores', async () => {
    const opened = await enter('teacher');
    const { page, finish } = opened;
    await open(opened, 'Marking');
    const appeal = page.getByRole('listitem').filter({ hasText: `I wrote it on paper ${mark}.` });
    await appeal.getByRole('button', { name: 'Decide' }).click();
    const sheet = page.getByRole('dialog');
    const first = number(sheet, `${labels.first} (up to 1)`);
    await expect(first.inputValue()).resolves.toBe('0');
    await sheet.getByRole('button', { name: 'Leave the score' }).waitFor();
    await first.fill('1');
    await box(sheet, 'Reason for the student').fill('I have read your paper.');
    await inspect(opened, 'long-answer-decision');
    await sheet.getByRole('button', { name: 'Change the score' }).click();
    await appeal.waitFor({ state: 'detached' });
    await finish();
    const student = await enter('student');
    await open(student, 'Exams');
    const exam = student.page.getByRole('article').filter({ hasText: examName });
    await exam.getByRole('link', { name: 'See result' }).click();
    // The feedback of the mark and the decision of the appeal have the same words.
    await student.page.getByText('I have read your paper.').nth(1).waitFor();
    await student.page.getByText('1 of 2').first().waitFor();
    await student.finish();
  });
});
