/** @mesh shared */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { confirmPassword } from '@ai-teacher/contracts/auth/sessions.ts';
import {
  readAttempt,
  saveResponse,
  startAttempt,
  submitAttempt,
} from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, listExams, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { addItem, deleteItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { ItemType } from '@ai-teacher/contracts/exam/items.ts';
import { setMachineMarking } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import { addEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { smallRoster } from '@ai-teacher/demo/roster/small-roster.ts';
import { zipFiles } from '@ai-teacher/demo/roster/zip-files.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { connectTo } from '../../telemetry/broken-tables.ts';
import { disableTeacher } from '../dialog-places.ts';
import {
  choose,
  expectFocus,
  hasFocus,
  pressInTable,
  pressOn,
  tabInto,
  tabTo,
  typeInto,
  typeTime,
  watchFocus,
} from '../keyboard.ts';
import { makeClass } from '../places.ts';
import { withRosterTurn } from '../roster-turn.ts';
import { openSchool, type School, signInContext } from '../school-in-browser.ts';

type Person = { readonly email: string; readonly password: string };
type Files = Parameters<Awaited<ReturnType<typeof chooserOf>>['setFiles']>[0];

let school: School;
let admin: Person;
let otherAdmin: Person;
/** Unique names, because the mesh is shared. */
const mark = Math.random().toString(36).slice(2, 8);
const className = `Keyboard class ${mark}`;
const bookName = `keyboard-${mark}`;

const clientOf = (person: Person): Promise<EdgeClient> => {
  return signedInClient(school.mesh.gatewayUrl, person);
};

beforeAll(async () => {
  school = await openSchool();
  const { gatewayUrl, credentials } = school.mesh;
  ({ admin } = await ownPeople(gatewayUrl, credentials.admin, ['admin']));
  ({ admin: otherAdmin } = await ownPeople(gatewayUrl, credentials.admin, ['admin']));
  const client = await clientOf(admin);
  const { id } = await makeClass(client, className);
  const [teacherId, studentId] = await Promise.all(
    [school.teacher, school.student].map(async (one) => (await one.call(readMe, {})).answer.id),
  );
  const enrolments = [
    { personId: teacherId ?? '', role: 'teacher' as const },
    { personId: studentId ?? '', role: 'student' as const },
  ];
  await client.call(addEnrolments, { params: { id }, body: { enrolments } });
});
afterAll(() => school?.browser.close());

/** Opens the client for a person, and watches the focus. */
const enter = (person: Person, options: { readonly expected?: RegExp } = {}): Promise<WatchedPage> =>
  school.browser.openPage('/app', {
    ...options,
    before: async (context) => {
      await signInContext(context, school.mesh.gatewayUrl, person);
      await watchFocus(context);
    },
  });

const button = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });

const openEntry = async (page: Page, name: string): Promise<void> => {
  await pressOn(
    page,
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }),
  );
  await expectFocus(page, heading(page, name), `open ${name}`);
};

/** The file chooser that a button opens by keyboard. */
const chooserOf = async (page: Page, opener: Locator) => {
  const chooser = page.waitForEvent('filechooser');
  await pressOn(page, opener);
  return chooser;
};
const chooseFile = async (page: Page, files: Files): Promise<void> =>
  (await chooserOf(page, button(page, 'Choose files'))).setFiles(files);

/** Confirms the question that a dialog asks. Its buttons have the words of the button that opens it. */
const confirm = async (page: Page, name: string): Promise<void> => {
  const question = page.getByRole('alertdialog');
  await expectFocus(page, question, `the question of ${name}`);
  await pressOn(page, button(question, name));
  await question.waitFor({ state: 'detached' });
};

/** A day from now on at this time, as a field for times has it. */
const dayAt = (days: number, time: string): string =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${time}`;

describe('a teacher, by keyboard alone', () => {
  it('uploads a book, makes an exam of it, changes its items, and publishes it for one class', async () => {
    const { page, finish } = await enter(school.mesh.credentials.teacher);
    await openEntry(page, 'Documents');
    const bytes = await readFile(
      path.join(repositoryRoot, 'libs/demo/textbook/water-weather-and-climate.pdf'),
    );
    await chooseFile(page, {
      name: `${bookName}.pdf`,
      mimeType: 'application/pdf',
      buffer: Buffer.concat([bytes, Buffer.from(`\n% ${mark}\n`)]),
    });
    const book = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: bookName }) });
    await expectFocus(page, book.getByText('Ready', { exact: true }), 'upload a book');

    await pressOn(page, book.getByRole('link', { name: 'Make an exam' }));
    const title = page.getByRole('textbox', { name: 'Title' });
    await expectFocus(page, title, 'open the form of an exam');
    const examName = `Keyboard exam ${mark}`;
    await typeInto(page, title, examName);
    await typeInto(page, page.getByRole('spinbutton', { name: 'Number of questions' }), '3');
    await pressOn(page, button(page, 'Generate'));
    await expectFocus(page, heading(page, examName), 'generate an exam');

    await pressOn(page, button(page, 'Edit').nth(1));
    const sheet = page.getByRole('dialog');
    await expectFocus(page, sheet, 'open an item');
    await typeInto(page, sheet.getByRole('spinbutton', { name: 'Points' }), '3');
    await pressOn(page, button(sheet, 'Save'));
    await sheet.waitFor({ state: 'detached' });
    await expectFocus(page, page.getByText('Question 2 · 3 points'), 'save an item');
    expect(await hasFocus(button(page, 'Edit').nth(1))).toBe(true);

    await pressOn(page, button(page, 'Move question 2 up'));
    await expectFocus(page, page.getByText('Question 1 · 3 points'), 'move an item');
    await pressOn(page, button(page, 'Save the order'));
    await page.getByText('The new order is not saved').waitFor({ state: 'detached' });
    await expectFocus(page, page.getByText('Question 1 · 3 points'), 'save the order');

    const cards = page.locator('main ol.stack > li.card');
    await tabTo(page, button(cards.nth(1), 'Delete question'));
    await page.keyboard.press('Enter');
    await confirm(page, 'Delete question');
    await cards.nth(2).waitFor({ state: 'detached' });
    await expectFocus(page, cards.nth(1), 'delete an item');
    expect(await hasFocus(cards.nth(1))).toBe(true);

    await tabTo(page, button(page, 'Publish'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectFocus(page, sheet, 'open the form of the publication');
    const [opens, closes] = [dayAt(1, '08:15'), dayAt(2, '17:45')];
    await typeTime(page, sheet.getByLabel('Opens', { exact: true }), opens);
    await typeTime(page, sheet.getByLabel('Closes', { exact: true }), closes);
    await pressOn(page, sheet.getByRole('checkbox', { name: 'Everybody in the institution' }), 'Space');
    await pressOn(page, sheet.getByRole('checkbox', { name: className }), 'Space');
    await pressOn(page, button(sheet, 'Publish'));
    await sheet.waitFor({ state: 'detached' });
    await expectFocus(page, page.getByRole('link', { name: 'Results' }), 'publish an exam');
    expect(await hasFocus(heading(page, examName))).toBe(true);

    const { items } = (await school.teacher.call(listExams, { query: {} })).answer;
    const id = items.find((exam) => exam.title === examName)?.examId ?? '';
    const { answer } = await school.teacher.call(readExam, { params: { id } });
    expect(answer).toMatchObject({
      status: 'published',
      opensAt: new Date(`${opens}Z`).toISOString(),
      closesAt: new Date(`${closes}Z`).toISOString(),
      assignments: [{ classId: expect.any(String) }],
    });
    expect(answer.items[0]?.points).toBe(3);
    await finish();
  });

  it('marks an answer with a reason, and releases the results', async () => {
    const types: ItemType[] = ['short_answer'];
    const { teacher, student, documentId } = school;
    const examName = `Marked by keyboard ${mark}`;
    const body = { title: examName, documentIds: [documentId], itemCount: 1, types };
    const params = { id: draftIn((await teacher.call(generateExam, { body })).answer).examId };
    await teacher.call(setMachineMarking, { params, body: { shortAnswers: false } });
    await teacher.call(publishExam, { params, body: {} });
    const { attemptId: id, items } = (await student.call(startAttempt, { params })).answer;
    const itemId = items[0]?.itemId ?? '';
    const response = 'It is about the rivers.';
    await student.call(saveResponse, { params: { id, itemId }, body: { response } });
    await student.call(submitAttempt, { params: { id } });

    const { page, finish } = await enter(school.mesh.credentials.teacher);
    await openEntry(page, 'Marking');
    const queue = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { level: 3, name: examName }) });
    await pressOn(page, queue.last().getByRole('link', { name: /1 answer/ }));
    const group = page.getByRole('region', { name: 'Group 1' });
    await expectFocus(page, group, 'open an item of the queue');
    await pressOn(page, button(group, /^0 of/));
    const reason = 'Read the page once more.';
    await typeInto(page, group.getByRole('textbox', { name: 'Feedback' }), reason);
    await pressOn(page, button(group, 'Mark 1 answer'));
    await group.waitFor({ state: 'detached' });
    await expectFocus(page, page.getByText('1 answer was marked.'), 'mark an answer');

    await openEntry(page, 'Exams');
    await pressOn(page, page.getByRole('link', { name: examName }));
    await expectFocus(page, heading(page, examName), 'open an exam');
    await pressOn(page, button(page, 'Release results'));
    await confirm(page, 'Release results');
    await button(page, 'Release results').waitFor({ state: 'detached' });
    await expectFocus(page, heading(page, examName), 'release the results');
    const { answer } = await student.call(readAttempt, { params: { id } });
    expect(answer).toMatchObject({ resultsAvailable: true, items: [{ score: 0, feedback: reason }] });
    await finish();
  });
});

/** An exam with one item of each of four kinds, which a teacher wrote. */
const publishFourKinds = async (title: string): Promise<string> => {
  const { teacher, documentId } = school;
  const body = { title, documentIds: [documentId], itemCount: 1 };
  const draft = draftIn((await teacher.call(generateExam, { body })).answer);
  const id = draft.examId;
  const { items } = (await teacher.call(readPages, { params: { id: documentId }, query: {} })).answer;
  const quote = 'Condensation';
  const pageNumber = items.find(({ text }) => text.includes(quote))?.pageNumber ?? 0;
  const source = { documentId, pageNumber, quote };
  const optionsOf = (...texts: string[]) => texts.map((text, at) => ({ optionId: `${at}`, text }));
  const written = [
    {
      type: 'single_choice' as const,
      stem: 'Which of these things is a gas?',
      options: optionsOf('Vapour', 'Milk', 'Stone', 'Ice'),
      key: '0',
    },
    { type: 'short_answer' as const, stem: 'What is condensation?', key: 'a gas becomes a liquid' },
    {
      type: 'ordering' as const,
      stem: 'Put the stages in order.',
      options: optionsOf('Vapour rises', 'Clouds form', 'Rain falls'),
      key: ['0', '1', '2'],
    },
    {
      type: 'numeric' as const,
      stem: 'At which temperature does water freeze?',
      key: '0',
      quantity: { unit: '°C' },
    },
  ];
  for (const item of written) await teacher.call(addItem, { params: { id }, body: { ...item, source } });
  const generated = (await teacher.call(readExam, { params: { id } })).answer.items[0]?.itemId ?? '';
  await teacher.call(deleteItem, { params: { id, itemId: generated }, query: {} });
  await teacher.call(publishExam, { params: { id }, body: { durationMinutes: 30 } });
  return id;
};

describe('a student, by keyboard alone', () => {
  it('opens an exam, answers a choice, a text, an order and a number, and hands in', async () => {
    const title = `Four kinds ${mark}`;
    const id = await publishFourKinds(title);
    const { page, finish } = await enter(school.mesh.credentials.student);
    await openEntry(page, 'Exams');
    const exam = page.getByRole('article').filter({ hasText: title });
    await pressOn(page, button(exam, 'Start'));
    await confirm(page, 'Start');
    await expectFocus(page, page.getByRole('timer', { name: 'Time left' }), 'start an exam');
    expect(await hasFocus(heading(page, title))).toBe(true);

    const card = (stem: string): Locator => page.locator('main li.card').filter({ hasText: stem });
    const choice = card('Which of these things is a gas?');
    const number = card('At which temperature');
    const order = card('Put the stages in order.');
    const [first = ''] = await order.locator('ol.options > li > span').allTextContents();
    // The items have an order of their own for each student, so each begins at the top.
    const answers: readonly (() => Promise<void>)[] = [
      async () => {
        await pressOn(page, choice.getByRole('radio').first(), 'Space');
        await tabTo(page, choice.getByRole('radio', { name: 'Vapour' }), 'ArrowDown');
        await page.keyboard.press('Space');
        expect(await choice.getByRole('radio', { name: 'Vapour' }).isChecked()).toBe(true);
      },
      () => typeInto(page, card('What is condensation?').getByRole('textbox'), 'A gas becomes a liquid.'),
      async () => {
        await pressOn(page, button(order, `Move down: ${first}`));
        await order.getByText(`${first} is at place 2 of 3.`).waitFor();
        expect(await hasFocus(button(order, `Move down: ${first}`))).toBe(true);
      },
      () => typeInto(page, number.getByRole('textbox'), '0 °C'),
    ];
    for (const [at, answer] of answers.entries()) {
      await answer();
      await expectFocus(page, page.getByText(`${at + 1} of 4 answered`), `answer ${at + 1}`);
    }
    await page.getByText('All answers saved').waitFor();
    await pressOn(page, button(page, 'Hand in'));
    await confirm(page, 'Hand in');
    await expectFocus(page, page.getByRole('heading', { name: 'You have handed in' }), 'hand in');
    const attempt = await school.teacher.call(readExam, { params: { id } });
    expect(attempt.answer.items).toHaveLength(4);
    await finish();
  });
});

describe('an admin, by keyboard alone', () => {
  it('imports a roster, reads the report of the check, and confirms it', () =>
    withRosterTurn(school.mesh, async () => {
      const { page, finish } = await enter(admin);
      const { title, files } = smallRoster();
      await openEntry(page, 'Roster');
      const buffer = await zipFiles(files);
      await chooseFile(page, { name: 'roster.zip', mimeType: 'application/zip', buffer });
      await expectFocus(page, heading(page, /^Import of/), 'upload a roster');
      await expectFocus(page, page.getByText('Read the report, and confirm it.'), 'check a roster');
      const report = page.getByRole('grid', { name: 'Report' });
      await tabInto(page, report);
      await tabTo(page, report.getByRole('row').filter({ hasText: 'classes.csv' }), 'ArrowDown');
      await tabTo(page, button(page, 'Confirm the import'), 'Shift+Tab');
      await page.keyboard.press('Enter');
      await confirm(page, 'Confirm the import');
      await expectFocus(page, page.getByText('The import is finished.'), 'import a roster');
      await openEntry(page, 'Classes');
      await page.getByRole('link', { name: title }).waitFor();
      await finish();
    }));

  it('makes a unit and a class, and invites a person', async () => {
    const { page, finish } = await enter(admin);
    const sheet = page.getByRole('dialog');
    await openEntry(page, 'Organisation');
    const unit = `Unit ${mark}`;
    await pressOn(page, button(page, 'New entry'));
    await expectFocus(page, sheet, 'open the form of a unit');
    await typeInto(page, sheet.getByRole('textbox', { name: 'Name' }), unit);
    await choose(page, sheet.getByRole('button', { name: /Level/ }), 'school');
    await pressOn(page, button(sheet, 'Create'));
    await sheet.waitFor({ state: 'detached' });
    await expectFocus(page, button(page, unit), 'make a unit');
    expect(await hasFocus(button(page, 'New entry'))).toBe(true);

    await openEntry(page, 'Classes');
    await pressOn(page, button(page, 'New class'));
    const name = sheet.getByRole('textbox', { name: 'Name of the class' });
    await expectFocus(page, name, 'open the form of a class');
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await expectFocus(page, button(page, 'New class'), 'leave the form of a class');
    expect(await hasFocus(button(page, 'New class'))).toBe(true);
    await page.keyboard.press('Enter');
    const title = `Made by keyboard ${mark}`;
    await typeInto(page, name, title);
    await choose(page, sheet.getByRole('button', { name: /Unit of the organisation/ }), unit);
    await pressOn(page, button(sheet, 'Create'));
    await expectFocus(page, heading(page, title), 'make a class');

    await openEntry(page, 'Invitations');
    const invited = `keyboard-${mark}@school.example`;
    await typeInto(page, page.getByRole('textbox', { name: 'E-mail' }), invited);
    await choose(page, page.getByRole('button', { name: /Role/ }), 'Student');
    await pressOn(page, button(page, 'Invite'));
    await page.getByText('/app/register?code=').waitFor();
    const row = page.getByRole('listitem').filter({ hasText: invited });
    await expectFocus(page, row.getByText('Open', { exact: true }), 'invite a person');
    await pressOn(page, button(row, 'Withdraw'));
    await confirm(page, 'Withdraw');
    await expectFocus(page, row.getByText('Withdrawn', { exact: true }), 'withdraw an invitation');
    await finish();
  });

  it('hands the exams of a disabled teacher over to the teacher whose address is entered', async () => {
    const { teacher, student } = school.mesh.credentials;
    const email = await disableTeacher(school, await clientOf(admin));
    const { page, finish } = await enter(admin, { expected: /404.*\/api\/exams\/handover/ });
    await openEntry(page, 'People');
    await typeInto(page, page.getByRole('searchbox', { name: 'Find an account' }), email);
    await page.keyboard.press('Enter');
    const table = page.getByRole('grid', { name: 'People' });
    const row = table.getByRole('row').filter({ hasText: email });
    await row.waitFor();
    await table.getByRole('row').nth(2).waitFor({ state: 'detached' });
    await pressInTable(page, { table, row, control: button(row, /^Change /) });
    const sheet = page.getByRole('dialog');
    const exams = sheet.getByRole('group', { name: 'Hand 1 exam over to' });
    const address = exams.getByRole('textbox', { name: /^E-mail address/ });
    for (const [entered, answer] of [
      [`no-${email}`, 'No account found'],
      [student.email, 'This person cannot take the exams over.'],
      [teacher.email, '1 exam was handed over.'],
    ] as const) {
      await typeInto(page, address, entered);
      await page.keyboard.press('Enter');
      await sheet.getByText(answer).waitFor();
    }
    await exams.waitFor({ state: 'detached' });
    await expectFocus(page, sheet, 'hand exams over');
    await finish();
  });

  it('disables another admin, and enters the password again before, which two presses of Enter send once', async () => {
    const { page, finish } = await enter(admin, { expected: /403.*\/api\/auth\/accounts/ });
    const database = await connectTo(school.mesh, 'auth');
    await database.query(
      `update refresh_family set created_at = created_at - interval '10 minutes'
       where account_id = (select id from account where email = $1)`,
      [admin.email],
    );
    await database.end();
    await openEntry(page, 'People');
    await typeInto(page, page.getByRole('searchbox', { name: 'Find an account' }), otherAdmin.email);
    await page.keyboard.press('Enter');
    const table = page.getByRole('grid', { name: 'People' });
    const row = table.getByRole('row').filter({ hasText: otherAdmin.email });
    await row.waitFor();
    await table.getByRole('row').nth(2).waitFor({ state: 'detached' });
    const change = button(row, 'Change Ada Admin');
    await pressInTable(page, { table, row, control: change });
    const sheet = page.getByRole('dialog', { name: 'Ada Admin' });
    await expectFocus(page, sheet, 'open an account');
    await pressOn(page, sheet.getByRole('checkbox', { name: /Disable the account/ }), 'Space');
    await pressOn(page, button(sheet, 'Save'));
    const question = page.getByRole('dialog', { name: 'Your password, please' });
    await expectFocus(page, question, 'the question for the password');
    let confirmations = 0;
    page.on('request', (request) => {
      if (request.url().endsWith(confirmPassword.edgePath ?? '')) confirmations += 1;
    });
    await typeInto(page, question.getByRole('textbox', { name: 'Password' }), admin.password);
    for (const key of ['Enter', 'Enter']) await page.keyboard.press(key);
    await sheet.waitFor({ state: 'detached' });
    await expectFocus(page, row.getByRole('gridcell', { name: 'Disabled' }), 'disable an account');
    expect(await hasFocus(change)).toBe(true);
    expect(confirmations).toBe(1);
    await finish();
  });
});
