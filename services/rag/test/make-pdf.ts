/** Writes small PDFs object by object, so that a test controls every byte of its file. */

export type PdfObject = string | { readonly dictionary: string; readonly stream: Buffer };

export type PageSpec = {
  /** Lines from the top. The position of an entry with `x` or `y` counts in points from the lower left. */
  readonly lines: readonly (string | PlacedLine)[];
  /** Operators before and after all lines. */
  readonly before?: string;
  readonly after?: string;
};
export type PlacedLine = {
  readonly text: string;
  readonly x?: number;
  readonly y?: number;
  readonly size?: number;
  readonly font?: 'F1' | 'F2';
  /** Operators for this line only, such as a colour. */
  readonly operators?: string;
};

export type BookSpec = {
  readonly pages: readonly PageSpec[];
  readonly title?: string;
  /** Entries of a number tree of page labels, such as `0 << /S /r >> 2 << /S /D >>`. */
  readonly pageLabels?: string;
  readonly outline?: readonly { readonly title: string; readonly pageIndex: number; readonly top?: number }[];
  /** Additional entries of the trailer, such as an /Encrypt dictionary. */
  readonly trailer?: string;
  /** Additional entries of the catalog, of every page and of its resources. */
  readonly catalog?: string;
  readonly page?: string;
  readonly resources?: string;
  /** Further objects, which begin at number 5. */
  readonly objects?: readonly PdfObject[];
  /** Additional fonts of every page, such as `/F5 5 0 R`. */
  readonly fonts?: string;
};

const topPoints = 740;
const left = 72;
const leading = 14;
const fontSize = 11;

/** A file with the given objects in order. Object 1 is the catalog. */
export const writePdf = (objects: readonly PdfObject[], trailer = ''): Buffer => {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]?.byteLength ?? 0;
  const push = (part: Buffer) => {
    parts.push(part);
    length += part.byteLength;
  };
  for (const [index, object] of objects.entries()) {
    offsets.push(length);
    push(Buffer.from(`${index + 1} 0 obj\n`));
    if (typeof object === 'string') push(Buffer.from(`${object}\n`, 'latin1'));
    else {
      push(Buffer.from(`<< ${object.dictionary} /Length ${object.stream.byteLength} >>\nstream\n`));
      push(object.stream);
      push(Buffer.from('\nendstream\n'));
    }
    push(Buffer.from('endobj\n'));
  }
  const start = length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  push(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows}`));
  push(
    Buffer.from(
      `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
      'latin1',
    ),
  );
  return Buffer.concat(parts);
};

/** A text document with pages, and optionally a title, page labels and an outline. */
export const makePdf = (book: BookSpec): Buffer => {
  const { pages, title, pageLabels, outline = [], trailer = '', objects: further = [] } = book;
  const firstPage = 5 + further.length;
  const firstEntry = firstPage + pages.length * 2;
  const pageReference = (index: number) => `${firstPage + index * 2} 0 R`;
  const kids = pages.map((_, index) => pageReference(index)).join(' ');
  const labels = pageLabels === undefined ? '' : `/PageLabels << /Nums [ ${pageLabels} ] >>`;
  const outlines = outline.length === 0 ? '' : `/Outlines ${firstEntry} 0 R`;
  const objects: PdfObject[] = [
    `<< /Type /Catalog /Pages 2 0 R ${labels} ${outlines} ${book.catalog ?? ''} >>`,
    `<< /Type /Pages /Kids [ ${kids} ] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>',
    ...further,
  ];
  for (const [index, page] of pages.entries()) {
    const contents = firstPage + index * 2 + 1;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] ${book.page ?? ''} /Resources << /Font << /F1 3 0 R /F2 4 0 R ${book.fonts ?? ''} >> ${book.resources ?? ''} >> /Contents ${contents} 0 R >>`,
      { dictionary: '', stream: Buffer.from(contentOf(page), 'latin1') },
    );
  }
  if (outline.length > 0) objects.push(...outlineObjects(outline, firstEntry, pageReference));
  const info = title === undefined ? '' : `/Info ${objects.push(`<< /Title (${literal(title)}) >>`)} 0 R`;
  return writePdf(objects, `${info} ${trailer}`);
};

const outlineObjects = (
  outline: NonNullable<BookSpec['outline']>,
  root: number,
  pageReference: (index: number) => string,
): string[] => {
  const entries = outline.map(({ title, pageIndex, top }, at) => {
    const next = at + 1 < outline.length ? `/Next ${root + at + 2} 0 R` : '';
    const destination = `[ ${pageReference(pageIndex)} /XYZ ${left} ${top ?? topPoints + fontSize} 0 ]`;
    return `<< /Title (${literal(title)}) /Parent ${root} 0 R /Dest ${destination} ${next} >>`;
  });
  return [
    `<< /Type /Outlines /First ${root + 1} 0 R /Last ${root + outline.length} 0 R /Count ${outline.length} >>`,
    ...entries,
  ];
};

const contentOf = ({ lines, before = '', after = '' }: PageSpec): string => {
  const shown = lines.map((line, index) => {
    const {
      text,
      x = left,
      y = topPoints - index * leading,
      size = fontSize,
      font = 'F1',
      operators = '',
    } = asPlaced(line);
    return `q ${operators} BT /${font} ${size} Tf 1 0 0 1 ${x} ${y} Tm (${literal(text)}) Tj ET Q`;
  });
  return [before, ...shown, after].join('\n');
};

const asPlaced = (line: string | PlacedLine): PlacedLine =>
  typeof line === 'string' ? { text: line } : line;

const literal = (text: string): string => text.replace(/[\\()]/g, '\\$&');
