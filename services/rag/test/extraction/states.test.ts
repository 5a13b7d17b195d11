import { describe, expect, it } from '@jest/globals';
import { extractBytes } from '../extract-bytes.ts';
import { makeEncryptedPdf, permissionsOf } from '../make-encrypted.ts';
import { makePdf } from '../make-pdf.ts';

const plain = makePdf({ pages: [{ lines: ['A page with a sentence on it.'] }] });

describe('the status encrypted', () => {
  it.each([
    ['a password', 'secret'],
    ['a password beyond ASCII', 'pässwörd'],
    ['restrictions only', ''],
    ['the permission to print only', '', permissionsOf.print],
    ['a password and the permission to copy', 'secret', permissionsOf.copy],
  ])('is the result of a file with %s', async (_what, userPassword, permissions = permissionsOf.nothing) => {
    const extraction = await extractBytes(makeEncryptedPdf({ userPassword, permissions }));
    expect(extraction).toMatchObject({ state: 'encrypted' });
  });

  it('is not the result of a file that opens without a password and permits copying', async () => {
    const file = makeEncryptedPdf({ userPassword: '', permissions: permissionsOf.copy });
    const extraction = await extractBytes(file);
    expect(extraction).toMatchObject({ state: 'ready', pages: [{ text: 'A page behind a lock.' }] });
  });
});

describe('the status damaged', () => {
  it.each([
    ['a header and nothing else', Buffer.from('%PDF-1.7\n')],
    ['the first third of a file', plain.subarray(0, plain.byteLength / 3)],
    ['noise behind a header', Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(50_000, '\u0007x9')])],
    ['a file without pages', makePdf({ pages: [] })],
  ])('is the result of %s', async (_what, file) => {
    await expect(extractBytes(file)).resolves.toMatchObject({ state: 'damaged' });
  });

  it('is not the result of a file that lost only its cross-reference table', async () => {
    const lost = Buffer.from(plain.toString('latin1').replace(/startxref\n\d+/, 'startxref\n7'), 'latin1');
    await expect(extractBytes(lost)).resolves.toMatchObject({ state: 'ready' });
  });
});

describe('the status no_text', () => {
  it('is the result of a file of empty pages', async () => {
    const extraction = await extractBytes(makePdf({ pages: [{ lines: [] }, { lines: [] }] }));
    expect(extraction).toMatchObject({ state: 'no_text' });
  });

  it('is the result of scans behind a typed cover', async () => {
    const scans = Array.from({ length: 30 }, () => ({ lines: [] }));
    const extraction = await extractBytes(makePdf({ pages: [{ lines: ['The typed cover'] }, ...scans] }));
    expect(extraction).toMatchObject({ state: 'no_text' });
  });
});

describe('the status ready', () => {
  it('is the result of a file with a single word', async () => {
    const extraction = await extractBytes(makePdf({ pages: [{ lines: ['Hello'] }] }));
    expect(extraction).toMatchObject({ state: 'ready', warnings: [] });
  });
});
