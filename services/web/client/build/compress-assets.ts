import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';
import { firstLoad, maxFirstLoadBytes } from './first-load.ts';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Fonts and pictures are compressed already. */
const compressible = /\.(js|css|html|svg|json)$/;

/** Writes `<file>.br` and `<file>.gz` beside each text file of a folder. */
const compressFolder = async (folder: string): Promise<void> => {
  const files = (await readdir(folder, { recursive: true })).filter((name) => compressible.test(name));
  await Promise.all(
    files.map(async (name) => {
      const path = join(folder, name);
      const bytes = await readFile(path);
      await writeFile(
        `${path}.br`,
        await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
      );
      await writeFile(`${path}.gz`, await zip(bytes, { level: 9 }));
    }),
  );
};

/**
 * Compresses the files of a build, and ends the build with an error when the first load is too large.
 *
 * @throws Error that names the files of the first load with their sizes.
 */
export const compressAssets = (): Plugin => {
  let folder = '';
  let hasFailed = false;
  return {
    name: 'compress-assets',
    apply: 'build',
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir);
    },
    buildEnd: (fault) => {
      hasFailed = fault !== undefined;
    },
    closeBundle: async () => {
      if (hasFailed) return;
      await compressFolder(folder);
      const { bytes, files } = await firstLoad(folder);
      const list = files.map(({ name, size }) => `  ${name}: ${size}`).join('\n');
      if (bytes > maxFirstLoadBytes)
        throw new Error(`the first load is ${bytes} bytes, at most ${maxFirstLoadBytes}:\n${list}`);
      console.log(`first load: ${bytes} bytes compressed with brotli\n${list}`);
    },
  };
};
