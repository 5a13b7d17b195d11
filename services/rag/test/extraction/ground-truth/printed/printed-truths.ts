import { fileURLToPath } from 'node:url';
import type { TruePage, Truth } from '../true-page.ts';
import { type PrintedSource, printedSources } from './sources.ts';

const fileOf = (source: PrintedSource, program: string): Pick<Truth, 'name' | 'file'> => ({
  name: `${source.title}, printed by ${program}`,
  file: fileURLToPath(new URL(`${source.name}.${program}.pdf`, import.meta.url)),
});

const pageOf = ({ title, text }: PrintedSource): TruePage => ({ name: title, content: '', text });

const byWeasyprint = (source: PrintedSource): Truth => {
  const file = fileOf(source, 'weasyprint');
  if (source.isGarbledByWeasyprint !== true) return { ...file, pages: [pageOf(source)] };
  return { ...file, pages: [{ ...pageOf(source), text: undefined }], details: [['garbled-text', [1]]] };
};

/**
 * The same pages as files of Chromium and of WeasyPrint; `print-sources.ts` makes them. WeasyPrint's
 * Hebrew file is left out: the file itself lacks a digit, and no reader can see that.
 */
export const printedTruths: readonly Truth[] = [
  ...printedSources.map((source) => ({ ...fileOf(source, 'chromium'), pages: [pageOf(source)] })),
  ...printedSources.filter(({ isByChromiumAlone }) => isByChromiumAlone !== true).map(byWeasyprint),
];
