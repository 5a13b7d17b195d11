import { randomUUID } from 'node:crypto';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import {
  examWithKeys,
  generateExam,
  listExams,
  publishExam,
  readExam,
} from '@ai-teacher/contracts/exam/exams.ts';
import { defaultItemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDocument, aDraft } from '../arrange.ts';
import { bookPages } from '../builders.ts';
import { sentencesOf } from '../defining-sentences.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

const aShelfPage = (text: string) => ({ pageNumber: 1, pageLabel: '1', text, headings: [] });
const generate = (body: Record<string, unknown>, as = aTeacher()) => app.call(generateExam, { as, body });

describe('201', () => {
  it('generateExam makes a draft with the requested number of items, each with a verbatim quote of its page', async () => {
    const documentId = aDocument(app);
    const answer = await generate({ documentIds: [documentId], itemCount: 8 });
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`/api/exams/${answer.body.examId}`);
    const exam = examWithKeys.parse(answer.body);
    expect(exam).toMatchObject({ status: 'draft', title: 'Exam: Land and sky', opensAt: null });
    expect(exam.shortfall).toBeUndefined();
    expect(exam.items).toHaveLength(8);
    for (const { source } of exam.items) {
      const page = bookPages().find(({ pageNumber }) => pageNumber === source.pageNumber);
      expect(source).toMatchObject({ documentId, pageLabel: page?.pageLabel });
      expect(page?.text.slice(source.span.start, source.span.end)).toBe(source.quote);
    }
  });

  it('generateExam and the reads of the exam give clients a hostile book as inert text', async () => {
    const documentId = randomUUID();
    const attacked = (text: string) =>
      text.replaceAll(/ is (?=an? |the )/g, ' is <img src=x onerror=alert(1)> ![p](https://evil.example) ');
    const pages = bookPages().map((page) => ({
      ...page,
      pageLabel: '<img src=x>',
      text: attacked(page.text),
      headings: [{ offset: 0, path: [hostileMarkup] }],
    }));
    app.shelf.set(documentId, { title: hostileMarkup, pages });
    const teacher = aTeacher();
    const made = await generate({ documentIds: [documentId], itemCount: 5 }, teacher);
    expect(made.status).toBe(201);
    expect(made.body.title).toMatch(/^Exam: Cells ! \[x\] /);
    expect(made.text).toContain('‹img');
    const params = { id: made.body.examId };
    const published = await app.call(publishExam, { as: teacher, params, body: {} });
    const student = aStudent();
    const seen = [
      await app.call(readExam, { as: student, params }),
      await app.call(startAttempt, { as: student, params }),
      await app.call(listExams, { as: student }),
      await app.call(listExams, { as: teacher }),
    ];
    for (const { status, text } of [made, published, ...seen]) {
      expect(status).toBeLessThan(300);
      expect(text).not.toMatch(activeMarkup);
    }
  });

  it('generateExam uses the default item types unless the request names types', async () => {
    const { items } = await aDraft(app, { itemCount: 5 });
    expect(new Set(items.map(({ type }) => type))).toEqual(new Set(defaultItemTypes));
    const chosen = await aDraft(app, { itemCount: 4, types: ['cloze', 'true_false'] });
    expect(new Set(chosen.items.map(({ type }) => type))).toEqual(new Set(['cloze', 'true_false']));
  });

  it('generateExam reports the shortfall and its remedy when the material gives too few items', async () => {
    const answer = await generate({ documentIds: [aDocument(app)], itemCount: 50, types: ['single_choice'] });
    expect(answer.status).toBe(201);
    expect(answer.body.shortfall).toEqual({
      requested: 50,
      made: answer.body.items.length,
      reason: expect.stringMatching(/define more terms/),
      reasonCodes: ['no-further-item-of-types'],
    });
  });

  it('generateExam writes equal items for equal documents, types and numbers', async () => {
    const documentId = aDocument(app);
    const generatedItems = async () =>
      (await generate({ documentIds: [documentId], itemCount: 6 })).body.items.map(
        ({ itemId: _, ...generated }: { itemId: string }) => generated,
      );
    expect(await generatedItems()).toEqual(await generatedItems());
  });

  it('generateExam repeats no stem of the teacher’s earlier exams, and says why items are missing', async () => {
    const documentId = aDocument(app);
    const teacher = aTeacher();
    const body = { documentIds: [documentId], itemCount: 6, types: ['short_answer', 'cloze'] };
    const first = (await generate(body, teacher)).body;
    const second = (await generate(body, teacher)).body;
    const stemsOf = ({ items }: { items: { stem: string }[] }) => items.map(({ stem }) => stem);
    expect(stemsOf(second).length).toBeGreaterThan(0);
    expect(stemsOf(second).filter((stem) => stemsOf(first).includes(stem))).toEqual([]);
    expect(second.report[0].rejectedDrafts).toContainEqual({
      reason: 'near-duplicate',
      count: expect.any(Number),
    });
    const third = await generate({ ...body, itemCount: 40 }, teacher);
    expect(third.body.shortfall?.reason ?? third.body.detail).toMatch(/earlier exams were left out/);
    expect(stemsOf((await generate(body)).body)).toEqual(stemsOf(first));
  });

  it('generateExam reads a book to its end, 50 pages per request, with the access token of the caller', async () => {
    const documentId = randomUUID();
    const filler = { pageLabel: 'x', text: 'Nothing is said here.', headings: [] };
    const pages = [
      ...Array.from({ length: 120 }, (_, at) => ({ ...filler, pageNumber: at + 1 })),
      ...bookPages().map((page) => ({ ...page, pageNumber: page.pageNumber + 120 })),
    ];
    app.shelf.set(documentId, { title: 'Long', pages });
    const before = app.mesh.requests.length;
    const answer = await app.call(generateExam, {
      as: aTeacher(),
      body: { documentIds: [documentId], itemCount: 3 },
      headers: { 'x-request-id': '3f0d6d3e-8c3e-4a7e-9a4c-0f3a9c6d2b11' },
    });
    expect(answer.status).toBe(201);
    const calls = app.mesh.requests.slice(before);
    expect(calls.map(({ query }) => query)).toEqual([
      { from: 1, limit: 50 },
      { from: 51, limit: 50 },
      { from: 101, limit: 50 },
    ]);
    for (const { headers } of calls) {
      expect(headers.authorization).toMatch(/^Bearer /);
      expect(headers['x-request-id']).toBe('3f0d6d3e-8c3e-4a7e-9a4c-0f3a9c6d2b11');
    }
  });

  it('generateExam accepts a title from an admin and reads a repeated document once', async () => {
    const documentId = aDocument(app);
    const before = app.mesh.requests.length;
    const answer = await generate(
      { documentIds: [documentId, documentId.toUpperCase()], itemCount: 2, title: ' Spring test ' },
      anAdmin(),
    );
    expect(answer.body).toMatchObject({ title: 'Spring test', status: 'draft' });
    expect(app.mesh.requests.length - before).toBe(1);
  });
});

describe('404', () => {
  it('generateExam answers 404 document-not-found when rag denies one of the documents', async () => {
    const answer = await generate({ documentIds: [aDocument(app), randomUUID()], itemCount: 3 });
    expect(answer).toMatchObject({ status: 404, body: { code: 'document-not-found' } });
  });
});

describe('409', () => {
  it('generateExam answers 409 document-not-ready while a document is being ingested', async () => {
    const documentId = randomUUID();
    app.shelf.set(documentId, new Problem('document-not-ready'));
    const answer = await generate({ documentIds: [documentId], itemCount: 3 });
    expect(answer).toMatchObject({ status: 409, body: { code: 'document-not-ready' } });
  });
});

describe('422', () => {
  it('generateExam answers 422 no-items-possible when the text supports no item', async () => {
    const documentId = randomUUID();
    const page = { pageNumber: 1, pageLabel: '1', text: 'Yes. No. Perhaps.', headings: [] };
    app.shelf.set(documentId, { title: 'Empty', pages: [page] });
    const answer = await generate({ documentIds: [documentId], itemCount: 3 });
    expect(answer).toMatchObject({ status: 422, body: { code: 'no-items-possible' } });
  });

  it('generateExam answers 422 language-unsupported when no document is in a language with definition forms', async () => {
    const documentId = randomUUID();
    const text =
      'Verdamping is de overgang van vloeibaar water naar waterdamp. Een gletsjer is een grote massa ijs die langzaam naar beneden stroomt.';
    app.shelf.set(documentId, { title: 'Water', pages: [aShelfPage(text)] });
    const answer = await generate({ documentIds: [documentId], itemCount: 3 });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: 'language-unsupported',
        detail: expect.stringMatching(/English, French, German.* The documents are in Dutch\.$/),
        errors: [{ pointer: '/documentIds' }],
      },
    });
    const german = sentencesOf.de?.others.join(' ') ?? '';
    app.shelf.set(documentId, { title: 'Wasser', pages: [aShelfPage(german)] });
    const lacking = await generate({ documentIds: [documentId], itemCount: 3 });
    expect(lacking).toMatchObject({ status: 422, body: { code: 'no-items-possible' } });
  });

  it.each([
    [{ documentIds: [], itemCount: 3 }, '/documentIds'],
    [{ documentIds: ['x'], itemCount: 3 }, '/documentIds/0'],
    [{ documentIds: [randomUUID()], itemCount: 0 }, '/itemCount'],
    [{ documentIds: [randomUUID()], itemCount: 51 }, '/itemCount'],
    [{ documentIds: [randomUUID()], itemCount: 3, types: ['essay'] }, '/types/0'],
    [{ documentIds: [randomUUID()], itemCount: 3, status: 'published' }, '/status'],
  ])('generateExam answers 422 with the pointer of the fault for %j', async (body, pointer) => {
    const answer = await generate(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
  });
});

describe('503', () => {
  it('generateExam answers 503 with retry-after when the knowledge base is unavailable', async () => {
    const documentId = randomUUID();
    app.shelf.set(documentId, new Problem('knowledge-base-unavailable'));
    const answer = await generate({ documentIds: [documentId], itemCount: 3 });
    expect(answer).toMatchObject({ status: 503, body: { code: 'knowledge-base-unavailable' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});
