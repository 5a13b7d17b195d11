import { readFileSync, writeFileSync } from 'node:fs';
import { renderTextbook } from './render-textbook.ts';

/** Where the demo's textbook stands. */
const target = new URL('../../../local-mesh/demo/water-weather-and-climate.pdf', import.meta.url);

const pdf = await renderTextbook();
if (process.argv.includes('--check')) {
  const same = pdf.equals(readFileSync(target));
  console.log(same ? 'the textbook is up to date' : 'the textbook differs from its manuscript: npm run gen');
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(target, pdf);
  console.log(`wrote ${(pdf.length / 1024).toFixed(0)} KiB`);
}
