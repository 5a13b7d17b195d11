/** @mesh shared */

import { giveExtraTime } from '@ai-teacher/contracts/exam/assignments.ts';
import { readAttempt, startAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import type { PageOptions } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openSchool, type School, signInContext } from '../school-in-browser.ts';
import { announcement } from '../signed-in.ts';
import { answerOf, isSaved, isStored, responsesOf, sit } from '../sit.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

const withClock: PageOptions = { before: (context) => context.clock.install() };

const handIn = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Hand in' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Hand in' }).click();
};

const attemptOf = async (attemptId: string) =>
  (await school.student.call(readAttempt, { params: { id: attemptId } })).answer;

describe('the time of an exam', () => {
  it('more time is shown, and the page does not hand in by its own clock', async () => {
    const { page, attemptId, finish } = await sit(school, 'More time', withClock);
    const submissions: string[] = [];
    page.on(
      'request',
      (request) => void (/\/submit$/.test(request.url()) && submissions.push(request.url())),
    );
    const timer = page.getByRole('timer', { name: 'Time left' });
    await timer.getByText(/^(29|30):/).waitFor();
    const { examId, studentId } = await attemptOf(attemptId);
    await school.teacher.call(giveExtraTime, { params: { id: examId, studentId }, body: { factor: 2 } });
    await page.clock.fastForward('02:35');
    await timer.getByText(/^(56|57):/).waitFor();
    await page.clock.fastForward('30:00');
    await timer.getByText(/^(26|27):/).waitFor();
    await answerOf(page, 0).fill('condensation');
    await isSaved(page);
    // The clock of the page runs ahead of the server's.
    await page.clock.fastForward('30:00');
    await page.getByText('The time is up.').waitFor();
    const readAgain = page.waitForResponse(`**/api/exams/attempts/${attemptId}`);
    await page.clock.fastForward('00:40');
    await readAgain;
    await expect(attemptOf(attemptId)).resolves.toMatchObject({ status: 'in_progress' });
    expect(submissions).toEqual([]);
    expect(await responsesOf(school, attemptId)).toEqual(['condensation']);
    await finish();
  });

  it('words that are typed without a pause until the end arrive, and the server ends the attempt', async () => {
    const { page, attemptId, finish } = await sit(school, 'To the end', {
      millisecondsToClose: 15_000,
      expected: /409 \(Conflict\)/,
    });
    const end = Date.parse((await attemptOf(attemptId)).deadlineAt ?? '');
    const answer = answerOf(page, 0);
    const typedAt: number[] = [];
    while (Date.now() < end) {
      await answer.press('x');
      typedAt.push(Date.now());
    }
    await page.getByText('Your score').waitFor();
    const [response] = await responsesOf(school, attemptId);
    const inTime = typedAt.filter((time) => time < end - 2_000).length;
    expect(inTime).toBeGreaterThan(20);
    expect(String(response).length).toBeGreaterThanOrEqual(inTime);
    await finish();
  });
});

describe('the responses of an exam', () => {
  it('text with control characters, as other programs copy it, is saved', async () => {
    const { page, attemptId, finish } = await sit(school, 'Copied text');
    await answerOf(page, 0).fill('water\vvapour\u0007');
    await isSaved(page);
    expect(await responsesOf(school, attemptId)).toEqual(['water vapour']);
    await finish();
  });

  it('a refused answer is shown at its question and holds back the hand-in until it is discarded', async () => {
    const { page, attemptId, finish } = await sit(school, 'Refused', {
      expected: /422 \(Unprocessable/,
    });
    // The server counts each of these letters as two.
    const tooLong = '\u0958'.repeat(6_000);
    const first = page.getByRole('listitem').filter({ has: answerOf(page, 0) });
    await answerOf(page, 0).fill(tooLong);
    await first.getByRole('alert').waitFor();
    await answerOf(page, 1).fill('rain');
    await page.getByText('The answer could not be saved').waitFor();
    await handIn(page);
    await page.getByText('Then you can hand in. Questions: 1').waitFor();
    await expect(attemptOf(attemptId)).resolves.toMatchObject({ status: 'in_progress' });
    await page.reload();
    await expect(answerOf(page, 0).inputValue()).resolves.toBe(tooLong);
    expect(await accessibilityFindings(page, [announcement])).toEqual([]);
    await first.getByRole('button', { name: 'Discard this answer' }).click();
    await isSaved(page);
    await expect(answerOf(page, 0).inputValue()).resolves.toBe('');
    await handIn(page);
    await page.getByText('You have handed in').waitFor();
    expect(await responsesOf(school, attemptId)).toEqual(['rain']);
    await finish();
  });

  it('an answer that arrives after the end is shown on its page until the student removes it, and other pages link to it', async () => {
    const { page, attemptId, path, finish } = await sit(school, 'Too late', {
      expected: /net::ERR_|409 \(Conflict\)/,
    });
    await page.context().setOffline(true);
    await answerOf(page, 0).fill('dew at night');
    await isStored(page);
    await school.student.call(submitAttempt, { params: { id: attemptId } });
    await page.context().setOffline(false);
    const remark = page.getByText('Some of your answers to an exam could not be saved.');
    await page.goto(`${school.mesh.gatewayUrl}/app/exams`);
    await remark.waitFor();
    expect(await accessibilityFindings(page, [announcement])).toEqual([]);
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /^(Hello|Welcome)/ }).waitFor();
    await remark.waitFor();
    expect(await accessibilityFindings(page, [announcement])).toEqual([]);
    await page.getByRole('link', { name: 'See these answers' }).click();
    const answers = page.getByRole('region', { name: 'Answers that did not arrive' });
    await answers.getByText('dew at night').waitFor();
    await page.getByText('You have handed in').waitFor();
    expect(await accessibilityFindings(page, [announcement])).toEqual([]);
    await answers.getByRole('button', { name: 'Remove from this device' }).click();
    await answers.waitFor({ state: 'detached' });
    await page.goto(`${school.mesh.gatewayUrl}${path}`);
    await page.getByText('You have handed in').waitFor();
    expect(await answers.count()).toBe(0);
    await finish();
  });

  it('an answer that a filter of the network refuses is stored and sent later', async () => {
    const { page, attemptId, finish } = await sit(school, 'Filter', { expected: /403 \(Forbidden\)/ });
    const page403 = { status: 403, contentType: 'text/html', body: '<h1>Blocked</h1>' };
    await page.route('**/responses/**', (route) => route.fulfill(page403));
    await answerOf(page, 0).fill('hail');
    await isStored(page);
    await page.unroute('**/responses/**');
    await isSaved(page);
    expect(await responsesOf(school, attemptId)).toEqual(['hail']);
    await finish();
  });
});

describe('the exams of a student', () => {
  it('an exam cannot be started again, also when its attempt is on a later page of the list', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const { student: person } = await ownPeople(gatewayUrl, credentials.admin, ['student']);
    const student = await signedInClient(gatewayUrl, person);
    const titles = ['Taken first', 'Taken last'];
    for (const title of titles) {
      const examId = await school.publish(title, ['cloze']);
      const { attemptId } = (await student.call(startAttempt, { params: { id: examId } })).answer;
      await student.call(submitAttempt, { params: { id: attemptId } });
    }
    const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
    const { page, finish } = await school.browser.openPage('/app/exams', {
      before: async (context) => {
        await signInContext(context, gatewayUrl, person);
        await context.route('**/api/exams/students/*/attempts*', async (route) => {
          await isReleased;
          const url = new URL(route.request().url());
          url.searchParams.set('limit', '1');
          await route.continue({ url: url.href });
        });
      },
    });
    const exams = titles.map((title) => page.getByRole('article').filter({ hasText: title }));
    for (const exam of exams) await exam.waitFor();
    const starts = exams.map((exam) => exam.getByRole('button', { name: 'Start' }));
    for (const start of starts) expect(await start.count()).toBe(0);
    release();
    for (const exam of exams) await exam.getByText('Handed in').waitFor();
    for (const start of starts) expect(await start.count()).toBe(0);
    await finish();
  });
});
