/** @mesh shared */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createAcademicSession } from '@ai-teacher/contracts/user/academic-sessions.ts';
import { createNode } from '@ai-teacher/contracts/user/academics.ts';
import { createCourse } from '@ai-teacher/contracts/user/courses.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { serveBuiltClient } from '@ai-teacher/test-kit/browser/built-client.ts';
import {
  startBrowser,
  type TestBrowser,
  type WatchedPage,
} from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inspect, open } from '../screen.ts';
import { signedInPage } from '../signed-in.ts';
import { tick } from '../tick.ts';

type Person = { readonly email: string; readonly password: string };
type Who = 'admin' | 'teacher' | 'pupil' | 'other' | 'guardian';

let mesh: RunningMesh;
let browser: TestBrowser;
let people: Record<Who, Person>;
/** Unique names, because the mesh is shared. */
const mark = Math.random().toString(36).slice(2, 8);
const classes = { first: `Geography 7a ${mark}`, second: `Geography 7b ${mark}` };
const bookName = `book-${mark}`;
const examName = `Exam ${mark}`;

/** The year and the subject of the course, which the school has before its first day. */
const makeCourse = async (): Promise<void> => {
  const maker = await signedInClient(mesh.gatewayUrl, people.admin);
  const names = [{ locale: 'en', name: `Geography ${mark}` }];
  const node = async (tree: 'organisation' | 'curriculum', level: string): Promise<string> =>
    (await maker.call(createNode, { params: { tree }, body: { level, names } })).answer.id;
  await node('organisation', 'school');
  const nodeId = await node('curriculum', 'subject');
  const year = new Date().getUTCFullYear();
  const body = { names, from: `${year}-01-01`, until: `${year + 1}-01-01` };
  const sessionId = (await maker.call(createAcademicSession, { body })).answer.id;
  await maker.call(createCourse, { body: { sessionId, nodeId, names } });
};

beforeAll(async () => {
  mesh = await runningMesh();
  const { admin, teacher, student } = mesh.credentials;
  const more = await ownPeople(mesh.gatewayUrl, admin, ['student', 'admin']);
  const parents = await ownPeople(mesh.gatewayUrl, admin, ['student']);
  people = { admin: more.admin, teacher, pupil: student, other: more.student, guardian: parents.student };
  await Promise.all([makeCourse(), serveBuiltClient(mesh.stateDirectory)]);
  browser = await startBrowser(mesh.gatewayUrl);
});
afterAll(() => browser?.close());

const enter = (who: Who): Promise<WatchedPage> => signedInPage(browser, people[who]);

describe('a school day in the browser', () => {
  it('the admin makes two classes with their people, and links a guardian to a pupil', async () => {
    const opened = await enter('admin');
    const { page, finish } = opened;
    const sheet = page.getByRole('dialog');
    const members = [
      [classes.first, 'Student', people.pupil],
      [classes.first, 'Teacher', people.teacher],
      [classes.second, 'Student', people.other],
    ] as const;
    for (const title of Object.values(classes)) {
      await open(opened, 'Classes');
      await page.getByRole('button', { name: 'New class' }).click();
      await sheet.getByRole('textbox', { name: 'Name of the class' }).fill(title);
      await sheet.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      for (const [, role, { email }] of members.filter(([name]) => name === title)) {
        await page.getByRole('button', { name: 'Add people' }).click();
        await sheet.getByRole('textbox', { name: 'E-mail addresses' }).fill(email);
        await sheet.getByRole('button', { name: /Role/ }).click();
        await page.getByRole('option', { name: role, exact: true }).click();
        await sheet.getByRole('button', { name: 'Add 1 person' }).click();
        await page.getByRole('gridcell', { name: role, exact: true }).waitFor();
      }
    }
    await open(opened, 'People');
    await page.getByRole('searchbox', { name: 'Find an account' }).fill(people.pupil.email);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('button', { name: 'Change Sam Student' }).click();
    const guardian = sheet.getByRole('textbox', { name: 'E-mail address of a guardian' });
    await guardian.fill(people.guardian.email);
    await guardian.press('Enter');
    await sheet.getByRole('button', { name: /^End the link to/ }).waitFor();
    await inspect(opened, 'guardians');
    await finish();
  });

  it('the teacher uploads a book, shares it with one class, and assigns an exam to it with extra time for a pupil', async () => {
    const opened = await enter('teacher');
    const { page, finish } = opened;
    const sheet = page.getByRole('dialog');
    await open(opened, 'Documents');
    const file = path.join(repositoryRoot, 'libs/demo/textbook/water-weather-and-climate.pdf');
    const buffer = Buffer.concat([await readFile(file), Buffer.from(`\n% ${mark}\n`)]);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: `${bookName}.pdf`, mimeType: 'application/pdf', buffer });
    const book = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: bookName }) });
    await book.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('button', { name: /Share with/ }).click();
    await page.getByRole('option', { name: 'Chosen classes' }).click();
    await tick(page, classes.first);
    await sheet.getByRole('button', { name: 'Save' }).click();
    await book.getByText('Shared with some').waitFor();
    await book.getByRole('link', { name: 'Make an exam' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill(examName);
    await page.getByRole('spinbutton', { name: 'Number of questions' }).fill('2');
    for (const type of ['Single choice', 'Multiple choice', 'True or false', 'Short answer'])
      await tick(page, type);
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('button', { name: 'Publish' }).click();
    await sheet.getByRole('spinbutton', { name: /minutes/i }).fill('40');
    await tick(sheet, 'Everybody in the institution');
    await tick(sheet, classes.first);
    await sheet.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('button', { name: 'Extra time' }).click();
    await sheet.getByRole('button', { name: /Additional time/ }).click();
    await page.getByRole('option', { name: '+ 50%' }).click();
    await sheet.getByRole('button', { name: 'Save' }).click();
    await sheet.waitFor({ state: 'detached' });
    await finish();
  });

  it('a pupil of the other class sees neither the book nor the exam', async () => {
    const opened = await enter('other');
    const { page, finish } = opened;
    for (const [entry, name] of [
      ['Books', bookName],
      ['Exams', examName],
    ] as const) {
      await open(opened, entry);
      await page.locator('.waiting').waitFor({ state: 'detached' });
      await expect(page.getByText(name).count()).resolves.toBe(0);
    }
    await finish();
  });

  it('the pupil sits the exam with the extra time, and hands it in', async () => {
    const opened = await enter('pupil');
    const { page, finish } = opened;
    await open(opened, 'Books');
    await page.getByText(bookName).first().waitFor();
    await open(opened, 'Exams');
    const exam = page.getByRole('article').filter({ hasText: examName });
    await exam.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Start' }).click();
    // 40 minutes and the half of them.
    await page.getByText(/^(1:00:00|59:\d\d)$/).waitFor();
    for (const answer of await page.getByRole('textbox', { name: 'Your answer' }).all())
      await answer.fill('the wrong word');
    await page.getByText('All answers saved').waitFor();
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Hand in' }).click();
    await page.getByText('You have handed in').waitFor();
    await finish();
  });

  it('the teacher releases the results, and the pupil appeals against a mark', async () => {
    const teacher = await enter('teacher');
    await open(teacher, 'Exams');
    await teacher.page.getByRole('link', { name: examName }).click();
    await teacher.page.getByRole('button', { name: 'Release' }).click();
    await teacher.page.getByRole('alertdialog').getByRole('button', { name: 'Release' }).click();
    await teacher.page.getByRole('button', { name: 'Release' }).waitFor({ state: 'detached' });
    await teacher.finish();
    const opened = await enter('pupil');
    const { page, finish } = opened;
    await open(opened, 'Exams');
    await page
      .getByRole('article')
      .filter({ hasText: examName })
      .getByRole('link', { name: 'See result' })
      .click();
    await page.getByRole('button', { name: 'Ask a teacher to check' }).first().click();
    await page.getByRole('textbox', { name: /Your reason/ }).fill('My word means the same.');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await page.getByText('A teacher checks this mark.').waitFor();
    await inspect(opened, 'appeal');
    await finish();
  });

  it('the teacher answers the appeal with another score, and the pupil reads the answer', async () => {
    const teacher = await enter('teacher');
    await open(teacher, 'Marking');
    const appeal = teacher.page.getByRole('listitem').filter({ hasText: 'My word means the same.' });
    await appeal.getByRole('button', { name: 'Decide' }).click();
    const sheet = teacher.page.getByRole('dialog');
    await sheet.getByRole('spinbutton', { name: 'Score' }).fill('1');
    await sheet.getByRole('textbox', { name: 'Reason for the student' }).fill('You are right.');
    await inspect(teacher, 'appeal-decision');
    await sheet.getByRole('button', { name: 'Change the score' }).click();
    await appeal.waitFor({ state: 'detached' });
    await teacher.finish();
    const opened = await enter('pupil');
    await open(opened, 'Exams');
    const exam = opened.page.getByRole('article').filter({ hasText: examName });
    await exam.getByRole('link', { name: 'See result' }).click();
    await opened.page.getByText('You are right.').first().waitFor();
    await opened.page.getByText('1 of 2').first().waitFor();
    await opened.finish();
  });

  it('the guardian sees the result of the child, and no way to appeal', async () => {
    const opened = await enter('guardian');
    const { page, finish } = opened;
    await page.getByRole('link', { name: 'See results' }).click();
    await page.getByRole('heading', { level: 1, name: 'Results of Sam Student' }).waitFor();
    const result = page.getByRole('listitem').filter({ hasText: examName });
    await result.getByText('1 of 2').waitFor();
    await inspect(opened, 'child');
    await result.getByRole('link', { name: 'See result' }).click();
    await page.getByText('the wrong word').first().waitFor();
    await expect(page.getByRole('button', { name: 'Ask a teacher to check' }).count()).resolves.toBe(0);
    await inspect(opened, 'child-result');
    await finish();
  });
});
