import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeDocument, deleteDocument, listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import { aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { imageOf, scanOf } from '../extraction/scan-page.ts';
import { makePdf } from '../make-pdf.ts';
import { publishedOf } from '../published-events.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';
import { until } from '../until.ts';

const teacher = aTeacher();
const student = aStudent();
let app: RagApp;
// biome-ignore lint/suspicious/noExplicitAny: the contract has checked the shape.
let biology: any;
let privateId: string;

const cells = makePdf({
  pageLabels: '0 << /S /r >> 1 << /S /D >>',
  outline: [
    { title: 'Preface', pageIndex: 0 },
    { title: 'The cell', pageIndex: 1 },
  ],
  pages: [
    { lines: ['Preface', 'This book is about living things.'] },
    {
      lines: [
        'The cell',
        'A mitochondrion releases energy from sugar.',
        'The ribosome builds proteins from amino acids.',
      ],
    },
  ],
});

beforeAll(async () => {
  app = await startRagApp();
  biology = await app.ingested(teacher, cells, { title: 'Biology' });
  const hidden = await app.ingested(teacher, oneLine('Notes for the staff room.'), { visibility: 'private' });
  privateId = hidden.id;
});
afterAll(() => app.close());

describe('200 with recognised text', () => {
  it('search marks the passages of pages whose text was recognised from a picture', async () => {
    const owner = aTeacher({ institutionId: randomUUID() });
    const pages = ['Volcanoes erupt lava.', 'Glaciers carry rock.'].map((line) => ({ lines: [line] }));
    const { id } = await app.ingested(owner, makePdf({ pages }));
    const [changed] = await readRows(
      app.databaseUrl,
      `update page set reading = '{"recognitionConfidence": 91}' where document_id = $1 and number = 2
       returning number`,
      [id],
    );
    expect(changed).toEqual({ number: 2 });
    const { body } = await app.call(search, { as: owner, body: { query: 'volcanoes and glaciers' } });
    const marks = body.results.map((result: { pageNumber: number; recognised?: true }) => [
      result.pageNumber,
      result.recognised,
    ]);
    expect(marks.toSorted()).toEqual([
      [1, undefined],
      [2, true],
    ]);
  });
});

describe('200 with text recognised in a second language', () => {
  const lines = [
    'Über dem Äquator wärmt die Sonne größere Flächen.',
    'Flüsse führen süßes Wasser zu den Küsten.',
  ];
  let german: RagApp;
  beforeAll(async () => {
    german = await startRagApp({ OCR_LANGUAGES: 'deu' });
  });
  afterAll(() => german.close());

  /** A typed page before the picture of a page: the lower part of the picture is white and is left out. */
  const scannedBook = async (): Promise<Buffer> => {
    const folder = await mkdtemp(join(tmpdir(), 'scan-'));
    try {
      const file = join(folder, 'typed.pdf');
      await writeFile(file, makePdf({ pages: [{ lines }] }));
      const { width, height, grey } = scanOf(file, 1);
      const part = Math.round(height / 5);
      const top = { width, height: part, grey: grey.subarray(0, width * part) };
      return makePdf({
        pages: [{ lines: ['Ein Deckblatt.'] }, { lines: [], before: 'q 612 0 0 158 0 634 cm /X Do Q' }],
        resources: '/XObject << /X 5 0 R >>',
        objects: [imageOf(top)],
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('search answers umlauts of a picture, marks them as recognised, and rag stores the confidence', async () => {
    const { id, status } = await german.ingested(teacher, await scannedBook());
    expect(status).toBe('ready');
    const { body } = await german.call(search, { as: teacher, body: { query: 'Was führen Flüsse?' } });
    expect(body.results[0]).toMatchObject({ pageNumber: 2, recognised: true, text: lines.join(' ') });
    const [stored] = await readRows(
      german.databaseUrl,
      `select reading ->> 'recognitionConfidence' as confidence from page where document_id = $1 and number = 2`,
      [id],
    );
    expect(Number(stored?.confidence)).toBeGreaterThan(80);
  });
});

describe('200 with unread pages', () => {
  const picture = 'q 200 0 0 200 100 400 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q';
  const words = { lines: ['Volcanoes erupt lava from the mantle.'] };
  const withScans = makePdf({ pages: [words, { lines: [], before: picture }, words] });
  const unreadOf = async (as: TestUser, documentIds?: string[]) => {
    const found = await app.call(search, { as, body: { query: 'What do volcanoes erupt?', documentIds } });
    return found.body.unreadPages;
  };

  it('search names the pages of readable documents that could not be read, and the owner learns of them', async () => {
    const owner = aTeacher({ institutionId: randomUUID() });
    const book = await app.ingested(owner, withScans, { title: 'Volcanoes' });
    const other = await app.ingested(owner, oneLine('Rivers carry mud.'));
    const unread = [{ documentId: book.id, title: 'Volcanoes', pages: [2] }];
    expect(await unreadOf(owner)).toEqual(unread);
    expect(await unreadOf(owner, [book.id, other.id])).toEqual(unread);
    expect(await unreadOf(owner, [other.id])).toBeUndefined();
    expect(await unreadOf(aTeacher({ institutionId: randomUUID() }))).toBeUndefined();
    const sentence = 'No text could be read on page 2 of the file, because it shows only pictures.';
    expect(book).toMatchObject({
      warnings: [sentence],
      warningDetails: [{ code: 'picture-pages', sentence, pages: [2] }],
    });
    const [published] = await publishedOf(app, 'document.ready', book.id);
    expect(published?.data).toMatchObject({ warnings: [sentence] });
  });

  it('search names no pages of a document that is private to another user', async () => {
    const institutionId = randomUUID();
    await app.ingested(aTeacher({ institutionId }), withScans, { visibility: 'private' });
    expect(await unreadOf(aStudent({ institutionId }))).toBeUndefined();
  });
});

describe('200', () => {
  it('search returns a passage with its printed page, position in the file, span and headings', async () => {
    const { status, body } = await app.call(search, {
      as: student,
      body: { query: 'What builds proteins?' },
    });
    expect(status).toBe(200);
    expect(body.results[0]).toEqual({
      documentId: biology.id,
      chunkId: expect.any(String),
      title: 'Biology',
      text: expect.stringContaining('The ribosome builds proteins from amino acids.'),
      pageLabel: '1',
      pageNumber: 2,
      span: { start: 0, end: body.results[0].text.length },
      headingPath: ['The cell'],
    });
  });

  it('search and listDocuments give a client a hostile book as inert text, and search a service as it is', async () => {
    const author = aTeacher();
    const sentence =
      'The heart <img src=x onerror=alert(1)> pumps [blood](https://evil.example) in a circle.';
    const book = await app.ingested(
      author,
      makePdf({
        title: hostileMarkup,
        pageLabels: '0 << /P (<img src=x>\\000) /S /D >>',
        outline: [{ title: hostileMarkup, pageIndex: 0 }],
        pages: [{ lines: [hostileMarkup, sentence] }],
      }),
      { visibility: 'private' },
    );
    expect(book).toMatchObject({ status: 'ready', title: expect.stringMatching(/^Cells ! \[x\] /) });
    const asked = { query: 'What does the heart pump?', documentIds: [book.id] };
    const shown = await app.call(search, { as: author, body: asked });
    expect(shown.body.results[0]).toMatchObject({ pageLabel: '‹img src=x>1', pageNumber: 1 });
    expect(shown.body.results[0].text).toContain('The heart ‹img src=x onerror=alert(1)> pumps [blood]');
    const listed = await app.call(listDocuments, { as: author });
    for (const { text } of [shown, listed]) expect(text).not.toMatch(activeMarkup);
    const raw = await app.call(search, { as: author, from: 'chat', body: asked });
    const [passage] = raw.body.results;
    expect(passage.text).toContain(sentence);
    expect(passage.span.end - passage.span.start).toBe(passage.text.length);
  });

  it('search returns the row of a long table with the titles of its columns', async () => {
    const names = Array.from({ length: 44 }, (_, at) => `Lake${String.fromCharCode(65 + (at % 26))}${at}`);
    const cells = [
      ['Lake', 'Area', 'Inflows'],
      ...names.map((name, at) => [name, `${700 + at}`, `${at % 9}`]),
    ];
    const lines = cells.flatMap((row, at) =>
      row.map((text, column) => ({ text, x: 72 + column * 110, y: 750 - at * 15 })),
    );
    await app.ingested(teacher, makePdf({ pages: [{ lines }] }), { title: 'Waters' });
    const { body } = await app.call(search, {
      as: student,
      body: { query: 'How many inflows does LakeL37 have?' },
    });
    expect(body.results[0].text.split('\n')).toContain('Lake: LakeL37; Area: 737; Inflows: 1');
  });

  it('search returns the best passage first, and at most the requested number', async () => {
    const energy = { query: 'Which organelle releases energy?', limit: 1 };
    const { body } = await app.call(search, { as: student, body: energy });
    expect(body.results).toHaveLength(1);
    expect(body.results[0].text).toContain('mitochondrion');
  });

  it('search returns no passage when no term matches', async () => {
    const { status, body } = await app.call(search, { as: student, body: { query: 'qqqq zzzz' } });
    expect({ status, body }).toEqual({ status: 200, body: { results: [] } });
  });

  it('search returns passages only of the named documents', async () => {
    const other = await app.ingested(teacher, oneLine('The ribosome is named after its ribose.'));
    const body = { query: 'ribosome', documentIds: [other.id] };
    const answer = await app.call(search, { as: student, body });
    expect(answer.body.results.map((found: { documentId: string }) => found.documentId)).toEqual([other.id]);
  });

  it('search returns private passages only to their owner, after an upload and after a change', async () => {
    const secret = await app.ingested(teacher, oneLine('The zymurgist hid the yeast.'), {
      visibility: 'private',
    });
    expect(await found(student, 'zymurgist yeast')).toEqual([]);
    expect(await found(teacher, 'zymurgist yeast')).toEqual([secret.id]);
    await app.call(changeDocument, {
      as: teacher,
      params: { id: secret.id },
      body: { visibility: 'institution' },
    });
    await until(async () => (await found(student, 'zymurgist yeast')).length === 1);
    await app.call(changeDocument, {
      as: teacher,
      params: { id: secret.id },
      body: { visibility: 'private' },
    });
    expect(await found(student, 'zymurgist yeast')).toEqual([]);
  });

  it('search returns no passage of another institution, even to the same user', async () => {
    const elsewhere = { ...teacher, institutionId: randomUUID() };
    expect(await found(elsewhere, 'ribosome proteins')).toEqual([]);
  });

  it('search returns no passage of a deleted document immediately after its deletion', async () => {
    const gone = await app.ingested(teacher, oneLine('The quokka smiles at strangers.'));
    await app.call(deleteDocument, { as: teacher, params: { id: gone.id } });
    expect(await found(student, 'quokka smiles')).toEqual([]);
  });
});

describe('404', () => {
  it.each([
    ['a missing document', () => randomUUID()],
    ['a private document of another user', () => privateId],
  ])('search answers the same 404 for the id of %s', async (_what, id) => {
    const body = { query: 'ribosome', documentIds: [id()] };
    const answer = await app.call(search, { as: student, body });
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'document-not-found' });
    expect(answer.body.detail).toBeUndefined();
  });
});

describe('422', () => {
  it.each([
    [{ query: '' }, '/query'],
    [{ query: 'x', limit: 51 }, '/limit'],
    [{ query: 'x', documentIds: ['book'] }, '/documentIds/0'],
    [{ query: 'x', institutionId: randomUUID() }, '/institutionId'],
  ])('search answers 422 for %j and points at the fault', async (body, pointer) => {
    const answer = await app.call(search, { as: student, body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([pointer]);
  });
});

describe('503', () => {
  it('search answers 503 with a Retry-After header while the index is unavailable', async () => {
    const cut = await startRagApp({ QDRANT_URL: 'http://127.0.0.1:1' });
    try {
      const answer = await cut.call(search, { as: student, body: { query: 'ribosome' } });
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({ code: 'knowledge-base-unavailable' });
      expect(answer.headers['retry-after']).toBe('5');
    } finally {
      await cut.close();
    }
  });
});

const oneLine = (text: string) => makePdf({ pages: [{ lines: [text] }] });

const found = async (as: TestUser, query: string): Promise<string[]> => {
  const { body } = await app.call(search, { as, body: { query } });
  return body.results.map((result: { documentId: string }) => result.documentId);
};
