/** @mesh shared */

import { giveExtraTime } from '@ai-teacher/contracts/exam/assignments.ts';
import { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import type { PageOptions } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSchool, type School } from '../school-in-browser.ts';
import { answerOf, isSaved, responsesOf, sit } from '../sit.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

const withClock: PageOptions = { before: (context) => context.clock.install() };

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
    await page.clock.fastForward('00:45');
    await timer.getByText(/^(58|59):/).waitFor();
    await page.clock.fastForward('30:00');
    await timer.getByText(/^(28|29):/).waitFor();
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
});
