import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Pictures and fonts of the web are compressed already. */
const compressible = /\.(?:html|js|css|json|svg|txt|xml|wasm|webmanifest)$/;
/**
 * Writes `<file>.br` and `<file>.gz` beside every text file below a folder, at the highest level.
 *
 * @param minBytes smaller files get no compressed form: below one packet it saves no time.
 * @returns the number of compressed files, and their bytes before and after Brotli.
 */
export const compressFiles = async (
  folder: string,
  { minBytes = 1_024 }: { readonly minBytes?: number } = {},
): Promise<{ files: number; bytes: number; compressed: number }> => {
  const sum = { files: 0, bytes: 0, compressed: 0 };
  for (const name of await readdir(folder, { recursive: true })) {
    if (!compressible.test(name)) continue;
    const file = path.join(folder, name);
    const content = await readFile(file);
    if (content.length < minBytes) continue;
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    const small = await promisify(brotliCompress)(content, { params });
    await writeFile(`${file}.br`, small);
    await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }));
    sum.files += 1;
    sum.bytes += content.length;
    sum.compressed += small.length;
  }
  return sum;
};
