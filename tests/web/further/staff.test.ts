/** @mesh shared */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { saveResponse, startAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { setMachineMarking } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { createAcademicSession, listAcademicSessions } from '@ai-teacher/contracts/user/academic-sessions.ts';
import { createNode } from '@ai-teacher/contracts/user/academics.ts';
import { createCourse } from '@ai-teacher/contracts/user/courses.ts';
import { joinClass } from '@ai-teacher/contracts/user/join-codes.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { serveBuiltClient } from '@ai-teacher/test-kit/browser/built-client.ts';
import { startBrowser, type TestBrowser } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectTo } from '../../telemetry/broken-tables.ts';
import { withShortPages } from '../school-in-browser.ts';
import { inspect, open } from '../screen.ts';
import { signedInPage } from '../signed-in.ts';
import { tick } from '../tick.ts';

type Person = { readonly email: string; readonly password: string };

let mesh: RunningMesh;
let browser: TestBrowser;
let otherStudent: Person;
let admin: Person;
/** Unique names, because the mesh is shared. */
const mark = Math.random().toString(36).slice(2, 8);
const className = `Water class ${mark}`;
const bookName = `water-${mark}`;
const examName = `Water exam ${mark}`;
let joinCode = '';

const clientOf = (person: Person): Promise<EdgeClient> => {
  return signedInClient(mesh.gatewayUrl, person);
};

/** A school with one course, which the admin makes a class of. */
const makeCourse = async (maker: EdgeClient): Promise<void> => {
  const names = [{ locale: 'en', name: `Geography ${mark}` }];
  const node = async (tree: 'organisation' | 'curriculum', level: string): Promise<string> =>
    (await maker.call(createNode, { params: { tree }, body: { level, names } })).answer.id;
  await node('organisation', 'school');
  const nodeId = await node('curriculum', 'subject');
  const year = new Date().getUTCFullYear();
  const { answer } = await maker.call(createAcademicSession, {
    body: { names, from: `${year}-01-01`, until: `${year + 1}-01-01` },
  });
  await maker.call(createCourse, { body: { sessionId: answer.id, nodeId, names } });
};

beforeAll(async () => {
  mesh = await runningMesh();
  const firstAdmin = mesh.credentials.admin;
  const [people] = await Promise.all([
    ownPeople(mesh.gatewayUrl, firstAdmin, ['student', 'admin']),
    clientOf(firstAdmin).then(makeCourse),
    serveBuiltClient(mesh.stateDirectory),
  ]);
  ({ student: otherStudent, admin } = people);
  browser = await startBrowser(mesh.gatewayUrl);
});
afterAll(() => browser?.close());

describe('an admin in a browser', () => {
  it('in New York enters the first and the last day of a school year, and the list shows both days', async () => {
    const opened = await signedInPage(browser, admin, { timezoneId: 'America/New_York', locale: 'en-GB' });
    const { page, finish } = opened;
    await open(opened, 'Organisation');
    await page.getByRole('tab', { name: 'Years' }).click();
    await page.getByRole('button', { name: 'New year or term' }).click();
    const sheet = page.getByRole('dialog');
    const name = `Year ${mark}`;
    await sheet.getByRole('textbox', { name: 'Name' }).fill(name);
    await sheet.getByLabel('First day').fill('2031-09-01');
    await sheet.getByLabel('Last day').fill('2032-07-31');
    await sheet.getByRole('button', { name: 'Create' }).click();
    const year = page.getByRole('listitem').filter({ hasText: name });
    await year.getByText(/^1 Sept? 2031\s–\s31 Jul 2032$/).waitFor();
    const { answer } = await (await clientOf(admin)).call(listAcademicSessions, { query: { limit: 100 } });
    expect(answer.items.find(({ names }) => names[0]?.name === name)).toMatchObject({
      from: '2031-09-01',
      until: '2032-08-01',
    });
    await finish();
  });

  it('makes a class with its people, and invites a person', async () => {
    const opened = await signedInPage(browser, admin);
    const { page, finish } = opened;
    await open(opened, 'Classes');
    await page.getByRole('button', { name: 'New class' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('textbox', { name: 'Name of the class' }).fill(className);
    await sheet.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { level: 1, name: className }).waitFor();
    for (const role of ['Student', 'Teacher'] as const) {
      await page.getByRole('button', { name: 'Add people' }).click();
      const { email } = role === 'Student' ? mesh.credentials.student : mesh.credentials.teacher;
      await sheet.getByRole('textbox', { name: 'E-mail addresses' }).fill(email);
      await sheet.getByRole('button', { name: /Role/ }).click();
      await page.getByRole('option', { name: role, exact: true }).click();
      await sheet.getByRole('button', { name: 'Add 1 person' }).click();
      await page.getByRole('gridcell', { name: role, exact: true }).waitFor();
    }
    await inspect(opened, 'class-admin');
    await open(opened, 'Invitations');
    const invited = `new-${mark}@school.example`;
    await page.getByRole('textbox', { name: 'E-mail' }).fill(invited);
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByText('/app/register?code=').waitFor();
    await page.getByRole('listitem').filter({ hasText: invited }).getByText('Open').waitFor();
    await inspect(opened, 'invitations');
    await finish();
  });

  it('is told that a list to choose from is too long', async () => {
    const maker = await clientOf(mesh.credentials.admin);
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const names = [{ locale: 'en', name: `Small school ${mark} ${number}` }];
      await maker.call(createNode, { params: { tree: 'organisation' }, body: { level: 'school', names } });
    }
    // The form reads five pages of the organisation.
    const opened = await signedInPage(browser, admin, {
      before: withShortPages(/\/api\/users\/academics\//u, 1),
    });
    const { page, finish } = opened;
    await open(opened, 'Classes');
    await page.getByRole('button', { name: 'New class' }).click();
    await page.getByRole('dialog').getByText('Further entries are not shown.').waitFor();
    await finish();
  });

  it('enters the password again before an admin is invited, ten minutes after the sign-in', async () => {
    const expected = /401.*\/browser\/refresh|403.*\/api\/auth\/invitations/;
    const opened = await signedInPage(browser, admin, { expected });
    const { page, picture, finish } = opened;
    const database = await connectTo(mesh, 'auth');
    await database.query(
      `update refresh_family set created_at = created_at - interval '10 minutes'
       where account_id = (select id from account where email = $1)`,
      [admin.email],
    );
    await database.end();
    await open(opened, 'Invitations');
    await page.getByRole('textbox', { name: 'E-mail' }).fill(`admin-${mark}@school.example`);
    await page.getByRole('button', { name: /Role/ }).click();
    await page.getByRole('option', { name: 'Admin' }).click();
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Your password, please' });
    await question.getByRole('textbox', { name: 'Password' }).fill(admin.password);
    await picture('password-again');
    await question.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('/app/register?code=').waitFor();
    await finish();
  });

  it('finds an account, disables it, and enables it again', async () => {
    const opened = await signedInPage(browser, admin);
    const { page, finish } = opened;
    await open(opened, 'People');
    await page.getByRole('searchbox', { name: 'Find an account' }).fill(otherStudent.email);
    await page.getByRole('button', { name: 'Find' }).click();
    const account = page.getByRole('row').filter({ hasText: otherStudent.email });
    for (const state of ['Disabled', 'Active'] as const) {
      await account.getByRole('button', { name: 'Change Sam Student' }).click();
      await tick(page, /Disable the account/);
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await account.getByRole('gridcell', { name: state }).waitFor();
    }
    await inspect(opened, 'people');
    await finish();
  });

  it('browses the organisation, and sees rosters and keys', async () => {
    const opened = await signedInPage(browser, admin);
    const { page, finish } = opened;
    await open(opened, 'Organisation');
    const name = `Harbour school ${mark}`;
    await page.getByRole('button', { name: 'New entry' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByText('Nothing here yet').waitFor();
    await inspect(opened, 'organisation');
    await open(opened, 'Roster');
    await inspect(opened, 'rosters');
    await open(opened, 'Keys and sessions');
    await page.getByRole('gridcell', { name: 'Signs' }).first().waitFor();
    await inspect(opened, 'keys');
    await finish();
  });
});

describe('an admin of another institution in a browser', () => {
  it('has no entry and no page for the signing keys, which the first institution manages', async () => {
    const { admin: foreign } = await ownPeople(mesh.gatewayUrl, mesh.credentials.admin, ['admin']);
    const database = await connectTo(mesh, 'auth');
    // No operation makes an institution.
    await database.query('update account set institution_id = gen_random_uuid() where email = $1', [
      foreign.email,
    ]);
    await database.end();
    const { page, finish } = await signedInPage(browser, foreign);
    const navigation = page.getByRole('navigation', { name: 'Main' });
    await navigation.getByRole('link', { name: 'Roster' }).waitFor();
    expect(await navigation.getByRole('link', { name: 'Keys and sessions' }).count()).toBe(0);
    await page.goto(`${mesh.gatewayUrl}/app/keys`);
    await page.waitForURL('**/app');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await finish();
  });
});

/** Hands an answer in, as a student does. */
const answerExam = async (person: Person, response: string): Promise<void> => {
  const student = await clientOf(person);
  const { items: exams } = (await student.call(listExams, { query: {} })).answer;
  const examId = exams.find(({ title }) => title === examName)?.examId ?? '';
  const { answer } = await student.call(startAttempt, { params: { id: examId } });
  const id = answer.attemptId;
  for (const { itemId } of answer.items)
    await student.call(saveResponse, { params: { id, itemId }, body: { response } });
  await student.call(submitAttempt, { params: { id } });
};

describe('a teacher in a browser', () => {
  it('makes a join code for a class', async () => {
    const opened = await signedInPage(browser, mesh.credentials.teacher);
    const { page, finish } = opened;
    await open(opened, 'Classes');
    await page.getByRole('link', { name: className }).click();
    await page.getByRole('button', { name: 'Make a code' }).click();
    joinCode = (await page.getByRole('status').locator('code').textContent()) ?? '';
    await inspect(opened, 'class-teacher');
    await finish();
    const { answer } = await (await clientOf(otherStudent)).call(joinClass, { body: { code: joinCode } });
    expect(answer.classTitle).toBe(className);
  });

  it('uploads a book, and publishes an exam for a class', async () => {
    const opened = await signedInPage(browser, mesh.credentials.teacher);
    const { page, finish } = opened;
    await open(opened, 'Documents');
    const bytes = await readFile(
      path.join(repositoryRoot, 'libs/demo/textbook/water-weather-and-climate.pdf'),
    );
    const buffer = Buffer.concat([bytes, Buffer.from(`\n% ${mark}\n`)]);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: `${bookName}.pdf`, mimeType: 'application/pdf', buffer });
    const book = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: bookName }) });
    await book.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('button', { name: /Share with/ }).click();
    await page.getByRole('option', { name: 'Chosen classes' }).click();
    await tick(page, className);
    await inspect(opened, 'share');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await book.getByText('Shared with some').waitFor();
    await book.getByRole('link', { name: 'Make an exam' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill(examName);
    await page.getByRole('spinbutton', { name: 'Number of questions' }).fill('1');
    for (const type of ['Single choice', 'Multiple choice', 'True or false', 'Fill the gap'])
      await tick(page, type);
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('button', { name: 'Publish' }).click();
    const sheet = page.getByRole('dialog');
    await tick(sheet, 'Everybody in the institution');
    await tick(sheet, className);
    await inspect(opened, 'publish');
    await sheet.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('link', { name: 'Results' }).waitFor();
    await finish();
  });

  it('marks similar answers with one mark, and sees and exports the results', async () => {
    const teacher = await clientOf(mesh.credentials.teacher);
    const { items: exams } = (await teacher.call(listExams, { query: {} })).answer;
    const id = exams.find(({ title }) => title === examName)?.examId ?? '';
    await teacher.call(setMachineMarking, { params: { id }, body: { shortAnswers: false } });
    await answerExam(mesh.credentials.student, 'I think that it is about rivers.');
    await answerExam(otherStudent, 'I think it is about the rivers.');

    const opened = await signedInPage(browser, mesh.credentials.teacher);
    const { page, finish } = opened;
    await open(opened, 'Marking');
    await inspect(opened, 'marking-queue');
    await page.getByRole('link', { name: /2 answers/ }).click();
    const group = page.getByRole('region', { name: 'Group 1' });
    await group.getByText('2 answers').first().waitFor();
    await inspect(opened, 'marking-group');
    await group.getByRole('button', { name: /^0 of/ }).click();
    await group.getByRole('textbox', { name: 'Feedback' }).fill('Read the page once more.');
    await group.getByRole('button', { name: 'Mark 2 answers' }).click();
    await page.getByText('2 answers were marked.').waitFor();

    await open(opened, 'Exams');
    await page.getByRole('link', { name: examName }).click();
    await page.getByRole('link', { name: 'Results' }).click();
    const table = page.getByRole('grid', { name: 'Attempts' });
    await table.getByRole('row').filter({ hasText: 'Marked' }).nth(1).waitFor();
    await page.getByRole('img', { name: /^Score distribution\. 0%–10%: 2/ }).waitFor();
    await page.getByRole('img', { name: /^Item difficulty\..*0%, n = 2/ }).waitFor();
    await page.getByText('Show the numbers as a table').first().click();
    await inspect(opened, 'results');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const rows = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatch(/^Sam Student,.*,0,/);
    await table.getByRole('link').first().click();
    await page.getByText('Read the page once more.').waitFor();
    await inspect(opened, 'attempt-marks');
    await finish();
  });
});
