import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { type PdfObject, writePdf } from './make-pdf.ts';

const mebibyte = 1_048_576;

/**
 * A zlib stream of `mebibytes` of one byte, about a thousandth of their size. The stream repeats one block
 * that ends on a byte boundary, so the bytes are never in memory. Its missing checksum is accepted by readers
 * of PDFs.
 */
const deflated = (byte: number, mebibytes: number): Buffer => {
  const block = deflateRawSync(Buffer.alloc(mebibyte, byte), { finishFlush: constants.Z_FULL_FLUSH });
  const header = Buffer.from([0x78, 0x9c]);
  const end = Buffer.from([0x03, 0x00]);
  return Buffer.concat([header, ...Array.from({ length: mebibytes }, () => block), end]);
};

const pageWith = (contents: PdfObject, resources = '<< /Font << /F1 5 0 R >> >>'): PdfObject[] => [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>',
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources ${resources} /Contents 4 0 R >>`,
  contents,
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
];

/** 8 GiB of zeros, deflated twice: about 14 kB. */
export const zerosTwiceDeflated = (): Buffer =>
  writePdf(
    pageWith({
      dictionary: '/Filter [ /FlateDecode /FlateDecode ]',
      stream: deflateSync(deflated(0, 8 * 1_024), { level: 9 }),
    }),
  );

/** 1 GiB of blanks, deflated once: about 1 MB. */
export const blanksDeflated = (): Buffer =>
  writePdf(pageWith({ dictionary: '/Filter /FlateDecode', stream: deflated(0x20, 1_024) }));

/** Forms that each draw ten forms, eight levels deep: a hundred million drawings in a few kilobytes. */
export const nestedForms = (): Buffer => {
  const depth = 8;
  const objects = pageWith(
    { dictionary: '', stream: Buffer.from('/X0 Do') },
    '<< /XObject << /X0 6 0 R >> >>',
  );
  for (let level = 0; level < depth; level += 1) {
    const inner = 6 + level + 1;
    const last = level === depth - 1;
    const resources = last ? '<< /Font << /F1 5 0 R >> >>' : `<< /XObject << /X0 ${inner} 0 R >> >>`;
    const drawing = last ? 'BT /F1 9 Tf (deep) Tj ET\n' : '/X0 Do\n';
    objects.push({
      dictionary: `/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources ${resources}`,
      stream: Buffer.from(drawing.repeat(10)),
    });
  }
  return writePdf(objects);
};

/** A tree of a million pages in seven nodes, each of which lists the next node ten times. */
export const sharedPageTree = (): Buffer => {
  const levels = 6;
  const objects: PdfObject[] = ['<< /Type /Catalog /Pages 2 0 R >>'];
  for (let level = 0; level < levels; level += 1) {
    const child = `${level + 3} 0 R `;
    objects.push(`<< /Type /Pages /Kids [ ${child.repeat(10)} ] /Count ${10 ** (levels - level)} >>`);
  }
  objects.push(`<< /Type /Page /Parent ${levels + 1} 0 R /MediaBox [0 0 612 792] >>`);
  return writePdf(objects);
};

/** 39 million characters at one position of a page: about 200 kB. */
export const crowdedPage = (): Buffer => {
  const line = `1 0 0 1 72 700 Tm (${'crowd of words '.repeat(4)}) Tj\n`;
  const content = `BT /F1 9 Tf\n${line.repeat(Math.ceil(39_000_000 / line.length))}ET`;
  return writePdf(
    pageWith({ dictionary: '/Filter /FlateDecode', stream: deflateSync(content, { level: 9 }) }),
  );
};

/** An outline whose last entry refers back to its first. */
export const endlessOutline = (): Buffer => {
  return writePdf([
    '<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>',
    '<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    { dictionary: '', stream: Buffer.from('BT /F1 12 Tf 72 700 Td (Round and round it goes.) Tj ET') },
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /First 7 0 R /Last 8 0 R /Count 2 >>',
    '<< /Title (One) /Parent 6 0 R /Dest [ 3 0 R /Fit ] /First 8 0 R /Next 8 0 R >>',
    '<< /Title (Two) /Parent 6 0 R /Dest [ 3 0 R /Fit ] /First 7 0 R /Next 7 0 R >>',
  ]);
};
