import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import { compressFiles } from '../../build/compress-files.ts';
import { firstLoad, maxFirstLoadBytes, maxFirstLoadFiles } from './first-load.ts';

/**
 * Compresses the files of a build, and ends the build with an error when the first load is too large
 * or has too many files.
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
      // The first load counts every file in its compressed form.
      await compressFiles(folder, { minBytes: 0 });
      const { bytes, files } = await firstLoad(folder);
      const list = files.map(({ name, size }) => `  ${name}: ${size}`).join('\n');
      if (bytes > maxFirstLoadBytes)
        throw new Error(`the first load is ${bytes} bytes, at most ${maxFirstLoadBytes}:\n${list}`);
      if (files.length > maxFirstLoadFiles)
        throw new Error(`the first load is ${files.length} files, at most ${maxFirstLoadFiles}:\n${list}`);
      console.log(`first load: ${bytes} bytes in ${files.length} files, compressed with brotli\n${list}`);
    },
  };
};
