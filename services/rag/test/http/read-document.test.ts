import { randomUUID } from 'node:crypto';
import { readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

const owner = aTeacher();
let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

const read = (as: typeof owner, id: string) => app.call(readDocument, { as, params: { id } });

describe('200', () => {
  it('readDocument returns a shared document to its institution without details of its storage', async () => {
    const { id } = await app.ingested(owner, makePdf({ pages: [{ lines: ['Shared.'] }] }), {
      title: 'Shared',
    });
    const { status, body } = await read(aStudent(), id);
    expect(status).toBe(200);
    expect(body).toEqual({
      id,
      title: 'Shared',
      visibility: 'institution',
      status: 'ready',
      pages: 1,
      progress: { stage: 'finished', done: 1, total: 1 },
      createdAt: expect.any(String),
    });
  });

  it('readDocument advises the teacher about a file without text', async () => {
    const document = await app.ingested(owner, makePdf({ pages: [{ lines: [] }] }));
    expect(document).toMatchObject({ status: 'no_text', pages: null, problem: expect.stringMatching(/OCR/) });
  });
});

describe('404', () => {
  it('readDocument answers the same 404 for a missing, a private and a foreign document', async () => {
    const hidden = await app.ingested(owner, makePdf({ pages: [{ lines: ['Mine.'] }] }), {
      visibility: 'private',
    });
    const shared = await app.ingested(owner, makePdf({ pages: [{ lines: ['Ours.'] }] }));
    const answers = [
      await read(aStudent(), randomUUID()),
      await read(aStudent(), hidden.id),
      await read(anAdmin(), hidden.id),
      await read(aTeacher({ institutionId: randomUUID() }), shared.id),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(404);
      expect({ ...body, requestId: '' }).toEqual({
        type: 'urn:ai-teacher:problem:document-not-found',
        title: 'There is no such document',
        status: 404,
        code: 'document-not-found',
        requestId: '',
      });
    }
  });
});
