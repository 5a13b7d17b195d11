/** `npm run texts`: prints each text of the client that a language lacks, and ends with 1 when one does. */
import { fileURLToPath } from 'node:url';
import { missingTexts, readCatalogues } from './catalogues.ts';

const catalogues = readCatalogues(fileURLToPath(new URL('../client/src/language', import.meta.url)));
const english = catalogues.find(({ language }) => language === 'en');
if (english === undefined) throw new Error('en.json is missing');
const missing = catalogues.flatMap((catalogue) => missingTexts(catalogue, english));
for (const line of missing) console.log(line);
console.log(`${catalogues.length} languages, ${missing.length} missing texts`);
process.exitCode = missing.length === 0 ? 0 : 1;
