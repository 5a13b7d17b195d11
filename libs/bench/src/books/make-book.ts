import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

const linesPerPage = 44;
const lineCharacters = 88;

/** The documentation of the project as prose: no tables, no code, ASCII alone. */
const readProse = async (): Promise<string> => {
  const files = await Array.fromAsync(
    glob(['README.md', '{libs,services}/*/README.md', 'libs/tooling/decisions/*.md'], {
      cwd: repositoryRoot,
    }),
  );
  const texts = await Promise.all(
    files.sort().map((file) => readFile(path.join(repositoryRoot, file), 'utf8')),
  );
  return texts
    .join('\n')
    .replaceAll(/```.*?```/gs, ' ')
    .replaceAll(/^\|.*$/gm, ' ')
    .replaceAll(/[^\x20-\x7e]|[`*#[\]]/g, ' ')
    .replaceAll(/\s+/g, ' ');
};

const linesOf = (prose: string): string[] =>
  prose.match(new RegExp(`\\S.{0,${lineCharacters - 1}}(?=\\s|$)`, 'g')) ?? [];

const escaped = (line: string): string => line.replaceAll(/[\\()]/g, '\\$&');

/** Writes a PDF with plain objects: a catalog, the pages, a font, and a stream for each page. */
const writePdf = (pages: readonly (readonly string[])[]): Buffer => {
  const pageOf = (index: number) => 4 + index * 2;
  const kids = pages.map((_, index) => `${pageOf(index)} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((lines, index) => {
      const text = lines.map((line) => `(${escaped(line)}) Tj T*`).join('\n');
      const stream = `BT /F1 11 Tf 14 TL 60 770 Td\n${text}\nET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${pageOf(index) + 1} 0 R >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ];
    }),
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  return Buffer.from(
    `${text}xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
};

/**
 * Makes a book of the given number of pages from the project's documentation. The text repeats when it is
 * too short.
 */
export const makeBook = async (pages: number): Promise<Buffer> => {
  const lines = linesOf(await readProse());
  const lineAt = (index: number) => lines[index % lines.length] as string;
  return writePdf(
    Array.from({ length: pages }, (_, page) => [
      ...Array.from({ length: linesPerPage }, (_line, index) => lineAt(page * linesPerPage + index)),
      String(page + 1),
    ]),
  );
};
