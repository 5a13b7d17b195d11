/** @mesh shared */
import { startAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam, releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import { changeMe } from '@ai-teacher/contracts/user/profile.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { readTheBook } from '../../telemetry/read-the-book.ts';
import { expectHarmless } from '../harmless.ts';
import { openSchool, type School } from '../school-in-browser.ts';
import { signedInPage } from '../signed-in.ts';

/**
 * Markup, a link, Hebrew and a word that no line holds. Titles and names refuse controls of the direction.
 */
const hostile = `<img src=x onerror=alert(1)>[x](https://evil.example) \u05d0\u05d1 ${'w'.repeat(120)}`;
/** A part that stays as it is, by which the page finds the text. */
const mark = 'w'.repeat(120);

let school: School;
let paths: { student: Record<string, string>; teacher: Record<string, string> };

beforeAll(async () => {
  school = await openSchool();
  const { teacher, student } = school;
  await student.call(changeMe, { body: { name: hostile } });
  const { documentId } = await readTheBook(teacher, hostile);
  const body = { title: hostile, documentIds: [documentId], itemCount: 2 };
  const { examId } = draftIn((await teacher.call(generateExam, { body })).answer);
  await teacher.call(publishExam, { params: { id: examId }, body: {} });
  const { attemptId } = (await student.call(startAttempt, { params: { id: examId } })).answer;
  await student.call(submitAttempt, { params: { id: attemptId } });
  await teacher.call(releaseExam, { params: { id: examId } });
  paths = {
    student: {
      books: '/app/books',
      reader: `/app/books/${documentId}?page=1`,
      ask: '/app/ask',
      exams: '/app/exams',
      result: `/app/attempts/${attemptId}?exam=${examId}`,
      notifications: '/app/notifications',
      settings: '/app/settings',
    },
    teacher: {
      documents: '/app/documents',
      'new exam': '/app/exams/new',
      exams: '/app/exams',
      exam: `/app/exams/${examId}`,
      results: `/app/exams/${examId}/results`,
      'marks of an attempt': `/app/exams/${examId}/results/${attemptId}`,
      notifications: '/app/notifications',
      marking: '/app/marking',
    },
  };
});
afterAll(() => school?.browser.close());

/**
 * Texts with the mark that could reorder the text around them: they share a line with other text, and neither
 * an element nor a direction isolate encloses them.
 */
const loose = `(() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (!data.includes('${mark}') || data.includes('\\u2068') || parentElement.closest('textarea, [aria-hidden=true]')) continue;
    let box = parentElement;
    while (!/isolate|plaintext/.test(getComputedStyle(box).unicodeBidi)) box = box.parentElement;
    if (box.textContent.trim() !== data.trim()) found.push(box.outerHTML.slice(0, 200));
  }
  return found;
})()`;

const check = async (opened: WatchedPage, who: string, path: string): Promise<void> => {
  const { page } = opened;
  await page.goto(new URL(path, school.mesh.gatewayUrl).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.waiting').first().waitFor({ state: 'detached' });
  await expectHarmless(opened, `${who}-${path.split('/')[2]?.split('?')[0]}`, loose);
};

describe('a hostile title and a hostile name in the browser', () => {
  it.each(['student', 'teacher'] as const)(
    'are harmless text on every page of a %s, and the content policy reports nothing',
    async (who) => {
      const opened = await signedInPage(school.browser, school.mesh.credentials[who]);
      for (const path of Object.values(paths[who])) await check(opened, who, path);
      await opened.finish();
    },
  );
});
