/**
 * Prints the sources as PDF files beside this program, once by Chromium and once by WeasyPrint.
 *
 *   node print-sources.ts --fonts DIR/node_modules [--weasyprint PROGRAM] [--only NAME]
 *
 * DIR/node_modules has the packages of fonts that `sources.ts` names.
 * The fonts have the SIL Open Font License. A file holds only the glyphs that it shows.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { findChromium } from '@ai-teacher/test-kit/browser/find-chromium.ts';
import { chromium } from 'playwright-core';
import { type PrintedSource, printedSources } from './sources.ts';

const run = promisify(execFile);
const { values } = parseArgs({
  options: { fonts: { type: 'string' }, weasyprint: { type: 'string' }, only: { type: 'string' } },
});
const fonts = resolve(values.fonts ?? 'node_modules');

const familyOf = (font: string): string =>
  font.replaceAll(/(?:^|-)(\p{L})/gu, (_match, letter: string) => ` ${letter.toUpperCase()}`).trim();

/** The families of Fontsource write abbreviations of scripts in capitals. */
const htmlOf = ({
  language,
  direction = 'ltr',
  font,
  style = '',
  body,
  title,
}: PrintedSource): string => `<!doctype html>
<html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><title>${title}</title>
<link rel="stylesheet" href="@fontsource/${font}/400.css"><link rel="stylesheet" href="@fontsource/noto-sans/400.css">
<style>@page { size: A5; margin: 18mm } body { font: 11pt '${familyOf(font).replace('Sc', 'SC').replace('Jp', 'JP')}', 'Noto Sans' } ${style}</style>
</head><body><main>${body}</main></body></html>`;

const { file, environment } = await findChromium();
const browser = await chromium.launch({
  executablePath: file,
  env: { ...process.env, ...environment } as Record<string, string>,
});
for (const source of printedSources) {
  if (values.only !== undefined && values.only !== source.name) continue;
  const html = join(fonts, `printed-${source.name}.html`);
  const target = (program: string) => join(import.meta.dirname, `${source.name}.${program}.pdf`);
  await writeFile(html, htmlOf(source));
  const page = await browser.newPage();
  await page.goto(pathToFileURL(html).href, { waitUntil: 'load' });
  await page.evaluate('document.fonts.ready');
  await page.pdf({ path: target('chromium'), preferCSSPageSize: true, tagged: false });
  await page.close();
  if (values.weasyprint !== undefined && source.isByChromiumAlone !== true)
    await run(values.weasyprint, [html, target('weasyprint')]);
}
await browser.close();
