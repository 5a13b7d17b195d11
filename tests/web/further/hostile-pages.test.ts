/** @mesh shared */
import { randomUUID } from 'node:crypto';
import { startAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam, releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import { addItem, overruleWarning } from '@ai-teacher/contracts/exam/item-editing.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { type OpenAiStub, startOpenAiStub } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type ChatWithAModel, startChatWithAModel } from '../../telemetry/chat-with-a-model.ts';
import { expectHarmless } from '../harmless.ts';
import {
  attack,
  bookSentence,
  hostileAnswer,
  hostileBook,
  hugeWord,
  longWord,
  override,
} from '../hostile-material.ts';
import { openSchool, type School } from '../school-in-browser.ts';
import { open } from '../screen.ts';
import { signedInPage } from '../signed-in.ts';

const mark = randomUUID().slice(0, 8);
/** The file's name, without its ending, becomes the title of the book. */
const title = `${mark} <x-evil onclick=alert(1)> [x](https:evil.example) ${longWord(180)}`;
const message = `What is condensation? ${attack} ${override} ${'w'.repeat(7_000)}`;

let school: School;
let model: OpenAiStub;
let chat: ChatWithAModel;
let documentId = '';
let sessionPath = '';

beforeAll(async () => {
  school = await openSchool();
  model = await startOpenAiStub({ steps: [{ text: hostileAnswer }] });
  chat = await startChatWithAModel(school.mesh, model.url);
});
afterAll(async () => {
  await school?.browser.close();
  await chat?.stop();
  await model?.close();
});

/** Sends the questions of a page to the chat service with a model, which shares the database of the mesh. */
const withModel = async (page: Page): Promise<void> => {
  await page.route('**/api/chat/chat', async (route) => {
    const { authorization = '' } = route.request().headers();
    const { status, headers, text } = await chat.ask({
      accessToken: authorization.replace('Bearer ', ''),
      requestId: randomUUID(),
      body: route.request().postDataJSON(),
      accept: 'text/event-stream',
    });
    await route.fulfill({ status, contentType: headers['content-type'] ?? '', body: text });
  });
};

const goTo = async (opened: WatchedPage, path: string, shown: string): Promise<void> => {
  await opened.page.goto(new URL(path, school.mesh.gatewayUrl).href);
  await opened.page.locator('main').getByText(shown).first().waitFor();
  await opened.page.locator('.waiting').first().waitFor({ state: 'detached' });
};

describe('the check of a page with hostile text', () => {
  it('finds an element, a foreign link and a wide page', async () => {
    const opened = await signedInPage(school.browser, school.mesh.credentials.student);
    await opened.page.evaluate(`for (const [name, given] of [
      ['x-evil', {}],
      ['a', { href: 'https://evil.example/' }],
      ['p', { textContent: 'w'.repeat(4_000), style: 'white-space: nowrap; overflow-wrap: normal' }],
    ]) document.body.append(Object.assign(document.createElement(name), given))`);
    await expect(expectHarmless(opened, 'canary')).rejects.toThrow(
      /made <x-evil.*links to https:\/\/evil.example.*sideways/s,
    );
    await opened.finish();
  });
});

describe('a hostile book in the browser', () => {
  it('is uploaded and read as harmless text, and the content policy reports nothing', async () => {
    const opened = await signedInPage(school.browser, school.mesh.credentials.teacher);
    const { page, finish } = opened;
    await open(opened, 'Documents');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: `${title}.pdf`, mimeType: 'application/pdf', buffer: hostileBook(mark) });
    const book = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: mark }) });
    await book.getByText('Ready').waitFor();
    await expectHarmless(opened, 'upload');
    const { items } = (await school.teacher.call(listDocuments, { query: {} })).answer;
    documentId = items.find((document) => document.title.includes(mark))?.id ?? '';
    for (const [number, shown] of [
      [1, 'x-evil'],
      [2, 'The long word has ended here.'],
    ] as const) {
      await goTo(opened, `/app/books/${documentId}?page=${number}`, shown);
      await expectHarmless(opened, `page-${number}`);
    }
    await finish();
  });

  it('a refused file with a name of 40 000 characters shows the name as harmless text', async () => {
    const expected = /401 \(Unauthorized\)|422 .*\/api\/rag\/ingest/;
    const opened = await signedInPage(school.browser, school.mesh.credentials.teacher, { expected });
    const { page, finish } = opened;
    await open(opened, 'Documents');
    await page.locator('input[type=file]').setInputFiles({
      name: `<x-evil onclick=alert(1)>${hugeWord}.pdf`,
      mimeType: 'application/pdf',
      buffer: hostileBook(randomUUID()),
    });
    await page.getByRole('alert').getByText('300 characters').waitFor();
    await expectHarmless(opened, 'refused-name');
    await finish();
  });

  it('is answered by a model that writes markup, and answer, citation and cited page are harmless text', async () => {
    const opened = await signedInPage(school.browser, school.mesh.credentials.student);
    const { page, finish } = opened;
    await withModel(page);
    await goTo(opened, `/app/ask?book=${documentId}`, 'Ask');
    await page.getByRole('textbox', { name: 'Your question' }).fill(message);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.waitForURL('**/app/ask/*');
    sessionPath = new URL(page.url()).pathname;
    const answer = page.locator('.answer').first();
    await answer.getByText('The book says').waitFor();
    await answer.getByText('<x-evil onclick=alert(1)>tap</x-evil>').waitFor();
    await answer.getByText(hugeWord.slice(-100)).waitFor();
    await expectHarmless(opened, 'answer');
    await answer
      .getByRole('button', { name: /^Citation/ })
      .first()
      .click();
    await page.locator('mark').getByText(bookSentence).waitFor();
    await expectHarmless(opened, 'cited-page');
    await goTo(opened, sessionPath, 'The book says');
    await page
      .getByRole('region', { name: 'Conversations' })
      .getByText('What is condensation?')
      .first()
      .waitFor();
    await expectHarmless(opened, 'session');
    await finish();
  });

  it('is quoted by the tutor without a model, and the quote shows markup as it stands in the book', async () => {
    const opened = await signedInPage(school.browser, school.mesh.credentials.student);
    const { page, finish } = opened;
    await goTo(opened, `/app/ask?book=${documentId}`, 'Ask');
    await page.getByRole('textbox', { name: 'Your question' }).fill('What is evaporation?');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator('.answer').getByText('<x-evil onclick=alert(1)>Evaporation</x-evil> is').waitFor();
    await expectHarmless(opened, 'quote');
    await finish();
  });

  it('has no answer to a question, and its nearest pages are offered as harmless text', async () => {
    const opened = await signedInPage(school.browser, school.mesh.credentials.student);
    const { page, finish } = opened;
    model.script({ steps: [{ text: 'NOT_IN_MATERIAL' }] });
    await withModel(page);
    await goTo(opened, `/app/ask?book=${documentId}`, 'Ask');
    await page.getByRole('textbox', { name: 'Your question' }).fill('Why does evaporation need an x-evil?');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('These pages come nearest:').waitFor();
    await page.getByRole('button', { name: mark }).first().waitFor();
    await expectHarmless(opened, 'nearest');
    await finish();
  });

  it('is examined, and items, responses, results and notifications are harmless text', async () => {
    const { teacher, student } = school;
    const body = {
      title: `Exam ${mark} ${attack} ${longWord(100)}`,
      documentIds: [documentId],
      itemCount: 1,
    };
    const { examId } = draftIn((await teacher.call(generateExam, { body })).answer);
    const params = { id: examId };
    const source = { documentId, pageNumber: 1, quote: bookSentence };
    const long = longWord(900);
    const options = [`<x-evil>${long}`, `${attack}`].map((text, at) => ({ optionId: String(at), text }));
    const item = {
      type: 'single_choice' as const,
      stem: `${attack} ${longWord(1_500)}?`,
      options,
      key: '0',
      source,
    };
    const { items } = (await teacher.call(addItem, { params, body: item })).answer;
    const { itemId = '', warnings = [] } = items.at(-1) ?? {};
    for (const { flaw } of warnings.slice(0, 1))
      await teacher.call(overruleWarning, {
        params: { ...params, itemId, flaw },
        body: { reason: `${mark} ${attack} ${longWord(200)}` },
      });
    const draft = await signedInPage(school.browser, school.mesh.credentials.teacher);
    await goTo(draft, `/app/exams/${examId}`, mark);
    await draft.page.locator('.kept-reason').getByText('x-evil').waitFor();
    await expectHarmless(draft, 'draft');
    await draft.finish();
    await teacher.call(publishExam, { params, body: {} });
    const { attemptId } = (await student.call(startAttempt, { params })).answer;
    const sitting = await signedInPage(school.browser, school.mesh.credentials.student);
    await goTo(sitting, `/app/attempts/${attemptId}?exam=${examId}`, 'x-evil');
    await expectHarmless(sitting, 'sitting');
    await student.call(submitAttempt, { params: { id: attemptId } });
    await teacher.call(releaseExam, { params });
    for (const [name, path, shown] of [
      ['result', `/app/attempts/${attemptId}?exam=${examId}`, 'x-evil'],
      ['notifications', '/app/notifications', mark],
    ] as const) {
      await goTo(sitting, path, shown);
      await expectHarmless(sitting, name);
    }
    await sitting.finish();
    const opened = await signedInPage(school.browser, school.mesh.credentials.teacher);
    await goTo(opened, `/app/exams/${examId}`, 'x-evil');
    await expectHarmless(opened, 'exam');
    await opened.page
      .getByRole('link', { name: /onerror/ })
      .first()
      .click();
    await opened.page.locator('mark').first().waitFor();
    await expectHarmless(opened, 'source-page');
    for (const path of [`/app/exams/${examId}/results`, `/app/exams/${examId}/results/${attemptId}`]) {
      await goTo(opened, path, mark);
      await expectHarmless(opened, path.split('/').slice(4).length === 1 ? 'results' : 'marks');
    }
    await opened.finish();
  });
});
