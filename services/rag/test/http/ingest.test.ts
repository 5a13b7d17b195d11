import { ingest, maxDocumentBytes } from '@ai-teacher/contracts/rag/ingestion.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeEncryptedPdf } from '../make-encrypted.ts';
import { makePdf } from '../make-pdf.ts';
import { multipart, type RagApp, startRagApp } from '../rag-app.ts';
import { until } from '../until.ts';

const teacher = aTeacher();
let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

const aBook = (text: string, title?: string) =>
  makePdf({ pages: [{ lines: [text] }], ...(title === undefined ? {} : { title }) });
const countOf = async (sql: string): Promise<number> =>
  Number((await readRows(app.databaseUrl, `select count(*) from ${sql}`))[0]?.count);
const sendBody = (payload: Buffer, type: string, as = teacher) =>
  app.call(ingest, { as, payload, headers: { 'content-type': type } });
const faultsOf = (answer: { body: { errors: { pointer: string }[] } }) =>
  answer.body.errors.map(({ pointer }) => pointer);

describe('202', () => {
  it('ingest accepts a PDF, answers its location and makes it ready', async () => {
    const answer = await app.upload(teacher, aBook('Water boils.'), { fields: { title: 'Heat' } });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ documentId: expect.any(String), status: 'queued' });
    expect(answer.headers.location).toBe(`/api/rag/documents/${answer.body.documentId}`);
    expect(await app.settled(teacher, answer.body.documentId)).toMatchObject({
      title: 'Heat',
      visibility: 'institution',
      status: 'ready',
      pages: 1,
      progress: { stage: 'finished', done: 1, total: 1 },
    });
  });

  it('ingest takes the title from the field, else from the file, else from its name', async () => {
    const named = await app.ingested(teacher, aBook('One.', 'From the file'), { title: 'From the field' });
    const inFile = await app.ingested(teacher, aBook('Two.', 'From the file'));
    const noise = await app.upload(teacher, aBook('Three.', 'Microsoft Word - draft.doc'), {
      fileName: 'Heat_and_cold.pdf',
    });
    const byName = await app.settled(teacher, noise.body.documentId);
    expect([named.title, inFile.title, byName.title]).toEqual([
      'From the field',
      'From the file',
      'Heat and cold',
    ]);
  });

  it('ingest gives a failed document the title and the audience of its next upload', async () => {
    const file = aBook('Tides come and go.');
    const { id } = await app.ingested(teacher, file);
    const fail = async (): Promise<void> => {
      const failed = `update document set status = 'failed', blob_id = null where id = $1`;
      await readRows(app.databaseUrl, failed, [id]);
      await readRows(
        app.databaseUrl,
        'delete from blob where not exists (select from document where blob_id = blob.id)',
      );
    };
    await fail();
    expect(await app.ingested(teacher, file, { visibility: 'private', title: 'Tides' })).toMatchObject({
      ...{ id, title: 'Tides', visibility: 'private', audience: [], status: 'ready' },
    });
    await fail();
    expect(await app.ingested(teacher, file)).toMatchObject({ id, title: 'Tides', visibility: 'private' });
  });

  it.each([
    ['untitled', 'Rivers and seas.pdf', 'Rivers and seas'],
    ['ar.html', 'Rivers.pdf', 'Rivers'],
    ['PowerPoint Presentation', 'Rivers.pdf', 'Rivers'],
    ['Microsoft Word - Dokument1', 'Rivers.pdf', 'Rivers'],
    ['Scan0001', 'Rivers.pdf', 'Rivers'],
    ['Untitled', 'document.pdf', 'On rivers'],
    ['\u2800\u2800\u3164', 'document.pdf', 'On rivers'],
    ['Rivers of the world', 'document.pdf', 'Rivers of the world'],
  ])('ingest takes the title %j of %j for %j', async (inFile, fileName, title) => {
    const file = makePdf({
      title: inFile,
      pages: [{ lines: [`A file with the title ${inFile} and the name ${fileName}.`] }],
      outline: [{ title: 'On rivers', pageIndex: 0 }],
    });
    const { body } = await app.upload(teacher, file, { fileName });
    expect((await app.settled(teacher, body.documentId)).title).toBe(title);
  });

  it('ingest accepts fields after the file, and a file with other bytes before its header', async () => {
    const file = Buffer.concat([Buffer.from('\n'.repeat(900)), aBook('Behind.')]);
    const { payload, type } = multipart(file, {});
    const closing = payload.lastIndexOf('--', payload.byteLength - 6);
    const boundary = type.split('boundary=')[1];
    const start = payload.lastIndexOf(`--${boundary}--`);
    expect(closing).toBeGreaterThan(0);
    const field = `--${boundary}\r\nContent-Disposition: form-data; name="visibility"\r\n\r\nprivate\r\n`;
    const answer = await sendBody(
      Buffer.concat([payload.subarray(0, start), Buffer.from(field), payload.subarray(start)]),
      type,
    );
    expect(answer.status).toBe(202);
    expect(await app.settled(teacher, answer.body.documentId)).toMatchObject({
      visibility: 'private',
      status: 'ready',
    });
  });

  it.each([
    ['no type', '; filename="no-type.pdf"', '', 'no-type'],
    ['an empty type', '; filename="empty-type.pdf"', 'Content-Type: \r\n', 'empty-type'],
    ['a type of text', '; filename="text.pdf"', 'Content-Type: text/plain; charset=latin1\r\n', 'text'],
    ['the type of a picture', '; filename="picture.png"', 'Content-Type: image/png\r\n', 'picture.png'],
    ['a type in capitals', '; filename="capitals.pdf"', 'Content-Type: APPLICATION/PDF\r\n', 'capitals'],
    ['no file name', '', 'Content-Type: application/pdf\r\n', 'Untitled'],
    ['no file name and a type of bytes', '', 'Content-Type: application/octet-stream\r\n', 'Untitled'],
    ['neither a file name nor a type', '', '', 'Untitled'],
    ['an empty file name', '; filename=""', '', 'Untitled'],
    ['a file name that is invisible', '; filename="\u2800\u3164.pdf"', '', 'Untitled'],
    ['filename* alone', "; filename*=UTF-8''gel%C3%A4nde.pdf", '', 'gelände'],
    [
      'filename* last, which RFC 7578 ranks below filename',
      '; filename="wald.pdf"; filename*=UTF-8\'\'w%C3%A4lder.pdf',
      '',
      'wald',
    ],
    ['filename* first', '; filename*=UTF-8\'\'n%C3%A4sse.pdf; filename="nässe.pdf"', '', 'nässe'],
    ['joiners in the file name', '; filename="می‌خواهم 👩‍🏫.pdf"', '', 'می‌خواهم 👩‍🏫'],
  ])('ingest accepts a PDF whose part has %s', async (what, named, type, title) => {
    const boundary = 'a-boundary';
    const payload = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"${named}\r\n${type}\r\n`),
      aBook(`The book with ${what}.`),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const answer = await sendBody(payload, `Multipart/Form-Data; Boundary=${boundary}`);
    expect({ what, status: answer.status }).toEqual({ what, status: 202 });
    expect(await app.settled(teacher, answer.body.documentId)).toMatchObject({ title, status: 'ready' });
  });

  it.each([
    ['Latin-1', 'filename="\xfcbung und l\xf6sung.pdf"', 'übung und lösung'],
    ['an unknown charset', 'filename="\xd4\xe8\xe7\xe8\xea\xe0.pdf"', 'On rivers'],
  ])('ingest takes a title without U+FFFD from a file name in %s', async (what, named, title) => {
    const head = `--x\r\nContent-Disposition: form-data; name="file"; ${named}\r\n\r\n`;
    const file = makePdf({
      pages: [{ lines: [`Named in ${what}.`] }],
      // UTF-8 as PDF 2.0 has it: U+FFFD and letters.
      title: '\xef\xbb\xbf\xef\xbf\xbdbung',
      outline: [{ title: 'On rivers', pageIndex: 0 }],
    });
    const body = Buffer.concat([Buffer.from(head, 'latin1'), file, Buffer.from('\r\n--x--\r\n')]);
    const answer = await sendBody(body, 'multipart/form-data; boundary=x');
    expect(answer.status).toBe(202);
    expect((await app.settled(teacher, answer.body.documentId)).title).toBe(title);
  });

  it('ingest reads an empty optional field as an absent one', async () => {
    const document = await app.ingested(teacher, aBook('Empty.', 'Own title'), { title: '', visibility: '' });
    expect(document).toMatchObject({ title: 'Own title', visibility: 'institution' });
  });

  it('ingest creates one document per owner for repeated and concurrent uploads of one file', async () => {
    const other = aTeacher();
    const file = aBook('The same words.');
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => app.upload(teacher, file)),
      app.upload(other, file),
    ]);
    answers.push(await app.upload(teacher, file));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 202]);
    const ids = answers.map(({ body }) => body.documentId);
    expect(new Set([...ids.slice(0, 4), ids[5]]).size).toBe(1);
    expect(ids[4]).not.toBe(ids[0]);
    await app.settled(teacher, ids[0]);
    await app.settled(other, ids[4]);
    expect(await countOf('blob where not exists (select from document where blob_id = blob.id)')).toBe(0);
  });

  it('ingest repeats its answer for an upload with the same idempotency key, also with another boundary', async () => {
    const owner = aTeacher();
    const key = { 'idempotency-key': crypto.randomUUID() };
    const send = (file: Buffer, fields: Record<string, string> = { title: 'Once' }) => {
      const { payload, type } = multipart(file, fields);
      return app.call(ingest, { as: owner, payload, headers: { ...key, 'content-type': type } });
    };
    const file = aBook('Sent once or twice.');
    const first = await send(file);
    const second = await send(file);
    expect(first.status).toBe(202);
    expect(second).toMatchObject({ status: 202, text: first.text });
    expect(second.headers).toMatchObject({
      'idempotency-replayed': 'true',
      location: first.headers.location,
    });
    const refused = [await send(aBook('Another file.')), await send(file, { title: 'Another title' })];
    for (const { body } of refused)
      expect(body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    await app.settled(owner, first.body.documentId);
    const own = `document where owner_id = '${owner.userId}'`;
    expect(await countOf(own)).toBe(1);
    expect(await countOf('blob where not exists (select from document where blob_id = blob.id)')).toBe(0);
  });

  it('ingest gives the idempotency key of a refused upload free', async () => {
    const owner = aTeacher();
    const key = { 'idempotency-key': crypto.randomUUID() };
    const send = (file: Buffer) => {
      const { payload, type } = multipart(file, {});
      return app.call(ingest, { as: owner, payload, headers: { ...key, 'content-type': type } });
    };
    expect((await send(Buffer.from('no PDF'))).body.code).toBe('not-a-pdf');
    const accepted = await send(aBook('A PDF after all.'));
    expect(accepted.status).toBe(202);
    await app.settled(owner, accepted.body.documentId);
  });

  it('ingest removes a file that cannot be read and states the reason', async () => {
    const document = await app.ingested(teacher, makeEncryptedPdf({ userPassword: 'secret' }));
    expect(document).toMatchObject({
      status: 'encrypted',
      problem: expect.stringMatching(/without a password/),
    });
    expect(
      await readRows(app.databaseUrl, 'select blob_id from document where id = $1', [document.id]),
    ).toEqual([{ blob_id: null }]);
  });

  it('ingest accepts uploads of admins', async () => {
    expect((await app.upload(anAdmin(), aBook('Order.'))).status).toBe(202);
  });
});

describe('a rejected upload leaves nothing behind', () => {
  const counts = async () => [await countOf('document'), await countOf('blob'), await countOf('blob_part')];
  const refused = async (send: () => Promise<{ status: number; body: { code: string } }>) => {
    const before = await counts();
    const { status, body } = await send();
    expect(await counts()).toEqual(before);
    return [status, body.code];
  };

  it('ingest answers 403 to students', async () => {
    const answer = await refused(() => app.upload(aStudent(), aBook('No.')));
    expect(answer).toEqual([403, 'forbidden']);
  });

  it('ingest answers 413 for a file of more than 25 MB, with or without a declared length', async () => {
    const large = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(maxDocumentBytes)]);
    expect(await refused(() => app.upload(teacher, large))).toEqual([413, 'document-too-large']);
    const huge = Buffer.concat([large, Buffer.alloc(100_000)]);
    expect(await refused(() => app.upload(teacher, huge))).toEqual([413, 'document-too-large']);
    const { payload, type } = multipart(large, {});
    const headers = { 'content-type': type, 'content-length': undefined, 'transfer-encoding': 'chunked' };
    const unannounced = () => app.call(ingest, { as: teacher, payload, headers });
    expect(await refused(unannounced)).toEqual([413, 'document-too-large']);
  });

  it.each([
    ['a text named .pdf', Buffer.from('Just words. '.repeat(200)), 'application/pdf'],
    ['a short text named .pdf', Buffer.from('Just words.'), 'application/pdf'],
    [
      'a file with its header too far behind its beginning',
      Buffer.concat([Buffer.alloc(1_024), aBook('Late.')]),
      'application/pdf',
    ],
  ])('ingest answers 415 for %s', async (_what, file, type) => {
    expect(await refused(() => app.upload(teacher, file, { type }))).toEqual([415, 'not-a-pdf']);
  });

  it('ingest answers 415 for a body of another type', async () => {
    const json = await sendBody(Buffer.from('{}'), 'application/json');
    expect([json.status, json.body.code]).toEqual([415, 'media-type-unsupported']);
  });

  it('ingest answers 422 for an empty file', async () => {
    const empty = await app.upload(teacher, Buffer.alloc(0));
    expect([empty.status, empty.body.code]).toEqual([422, 'document-empty']);
    expect(empty.body.errors).toEqual([{ pointer: '/file', message: 'is empty' }]);
  });

  it.each([
    ['no file', undefined, {}, ['/file']],
    ['an unknown empty field', aBook('U.'), { colour: '' }, ['/colour']],
    ['an unknown field', aBook('A.'), { colour: 'red' }, ['/colour']],
    ['an unknown visibility', aBook('B.'), { visibility: 'public' }, ['/visibility']],
    ['a title of blanks', aBook('C.'), { title: '   ' }, ['/title']],
    ['a title with a NUL', aBook('N.'), { title: 'a\u0000b' }, ['/title']],
    ['a title with a direction override', aBook('O.'), { title: 'a\u202eb' }, ['/title']],
    [
      'fields that would change the owner',
      aBook('D.'),
      { ownerId: 'x', __proto__x: 'y' },
      ['/ownerId', '/__proto__x'],
    ],
  ])('ingest answers 422 for %s and points at the fault', async (_what, file, fields, pointers) => {
    const before = await counts();
    const { payload, type } = multipart(file, fields as Record<string, string>);
    const answer = await sendBody(payload, type);
    expect({ status: answer.status, pointers: faultsOf(answer) }).toEqual({ status: 422, pointers });
    expect(await counts()).toEqual(before);
  });

  it('ingest answers 422 for a file in another field', async () => {
    const answer = await app.upload(teacher, aBook('E.'), { fieldName: 'book' });
    expect(answer.status).toBe(422);
  });

  it.each([
    ['no boundary', Buffer.from('x'), 'multipart/form-data'],
    ['no parts', Buffer.from('nothing of the kind'), 'multipart/form-data; boundary=x'],
    [
      'an incomplete part',
      multipart(aBook('F.'), {}).payload.subarray(0, 300),
      'multipart/form-data; boundary=x',
    ],
  ])('ingest answers 400 for a body with %s', async (_what, payload, type) => {
    expect(await refused(() => sendBody(payload, type))).toEqual([400, 'malformed-request']);
  });

  it.each([
    ['Latin-1 bytes', '', 'G\u00e4nse', [400, 'malformed-request']],
    ['UTF-8 that ends inside a letter', '', 'Wald\u00c3', [400, 'malformed-request']],
    [
      'Latin-1 that its part declares',
      'Content-Type: text/plain; charset=iso-8859-1\r\n',
      'G\u00e4nse',
      [202],
    ],
  ])('ingest answers a title in %s with its own status', async (what, header, title, expected) => {
    const part = `--x\r\nContent-Disposition: form-data; name="title"\r\n${header}\r\n${title}\r\n`;
    const { payload } = multipart(aBook(`A title in ${what}.`), {}, { boundary: 'x' });
    const body = Buffer.concat([Buffer.from(part, 'latin1'), payload]);
    const answer = await sendBody(body, 'multipart/form-data; boundary=x');
    expect([answer.status, answer.body.code].slice(0, expected.length)).toEqual(expected);
  });

  it('ingest stores nothing when the client leaves during the upload', async () => {
    const before = await counts();
    const leaving = new AbortController();
    const { payload, type } = multipart(Buffer.concat([aBook('G.'), Buffer.alloc(3_000_000, 0x20)]), {});
    const sent = app.call(ingest, {
      as: teacher,
      payload: payload.subarray(0, payload.byteLength - 10),
      headers: { 'content-type': type, 'content-length': String(payload.byteLength) },
      signal: leaving.signal,
    });
    await until(async () => (await countOf('blob')) > (before[1] ?? 0));
    leaving.abort();
    await expect(sent).rejects.toThrow();
    await until(async () => (await countOf('blob')) === before[1]);
    expect(await counts()).toEqual(before);
  });
});
