import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Maximum size of all scripts, styles and the page that a first visit loads, in bytes with brotli. The
 * promise is 200 kB. At 1.6 Mbit/s 5 kB take 25 ms.
 */
export const maxFirstLoadBytes = 175_000;
/** Maximum number of these files. A browser loads six at a time over HTTP/1.1. */
export const maxFirstLoadFiles = 8;

export type LoadedFile = { readonly name: string; readonly size: number };

const importPattern = /(?:\bfrom\s*|\bimport\s*)"\.\/([^"]+\.js)"/g;

/** A script with every script that it imports statically. */
const closure = async (folder: string, start: string, seen: Set<string>): Promise<void> => {
  if (seen.has(start)) return;
  seen.add(start);
  const text = await readFile(join(folder, 'assets', start), 'utf8');
  for (const [, name = ''] of text.matchAll(importPattern)) await closure(folder, name, seen);
};

/** A browser loads the texts of one language. */
const largestCatalogue = async (folder: string, assets: readonly string[]): Promise<string> => {
  const names = assets.filter((name) => /^[a-z]{2}-[\w-]+\.js$/.test(name));
  const sizes = await Promise.all(
    names.map(async (name) => ({ name, size: (await stat(join(folder, 'assets', `${name}.br`))).size })),
  );
  const largest = sizes.toSorted((left, right) => right.size - left.size)[0];
  if (largest === undefined) throw new Error('the build contains no catalogue of texts');
  return largest.name;
};

/**
 * The compressed size of what a first visit loads: the page, its styles, the entry, the program that the
 * entry starts, which contains the page for signing in, and the largest catalogue. Fonts load later, so they
 * do not count.
 *
 * @param folder a finished build with its `.br` files.
 */
export const firstLoad = async (folder: string): Promise<{ bytes: number; files: readonly LoadedFile[] }> => {
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/\/assets\/([\w.-]+\.(?:js|css))/g)].map(([, name = '']) => name);
  const assets = await readdir(join(folder, 'assets'));
  const started = assets.filter((name) => /^start-[\w-]+\.(js|css)$/.test(name));
  started.push(await largestCatalogue(folder, assets));
  const scripts = new Set<string>();
  for (const name of [...named, ...started]) if (name.endsWith('.js')) await closure(folder, name, scripts);
  const styles = [...named, ...started].filter((name) => name.endsWith('.css'));
  const paths = ['index.html', ...[...scripts, ...new Set(styles)].map((name) => `assets/${name}`)];
  const files = await Promise.all(
    paths.map(async (name) => ({ name, size: (await stat(join(folder, `${name}.br`))).size })),
  );
  return { bytes: files.reduce((sum, { size }) => sum + size, 0), files };
};
