import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipFiles } from './zip-files.ts';

/** `node zip-folder.ts FOLDER ZIP`: makes a zip of the CSV files in a folder. */
const [folder = '', target = ''] = process.argv.slice(2);
const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
const files = names.map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
writeFileSync(target, await zipFiles(Object.fromEntries(files)));
