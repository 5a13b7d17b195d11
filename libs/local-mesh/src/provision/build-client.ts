import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import type { Report } from './binary-cache.ts';
import { runTool } from './run-tool.ts';

const client = 'services/web/client';
/** Files and folders from which the pages are built. */
const sources = [
  'libs/contracts/openapi',
  'libs/contracts/src',
  'libs/edge-client/src',
  'services/web/build',
  client,
  'services/web/guides',
  'services/web/package.json',
];
/** The page of the client, and the first page of the documentation. */
const pages = { client: 'services/web/dist/index.html', docs: 'services/web/dist-docs/index.html' };
const program = 'services/web/build/build-web.ts';

/** The time of the last change of a file, or of any file in a folder; 0 when there is none. */
const changedAt = async (name: string): Promise<number> => {
  const place = path.join(repositoryRoot, name);
  const known = await stat(place).catch(() => undefined);
  if (known === undefined) return 0;
  if (!known.isDirectory()) return known.mtimeMs;
  const files = await readdir(place, { recursive: true, withFileTypes: true });
  const own = files.filter((file) => file.isFile() && !file.parentPath.includes('node_modules'));
  const times = await Promise.all(
    own.map(async ({ parentPath, name: file }) => stat(path.join(parentPath, file))),
  );
  return Math.max(0, ...times.map(({ mtimeMs }) => mtimeMs));
};

/** @throws LaunchError for a folder in which Vite builds nothing: it reads paths as URLs. */
export const requireBuildableFolder = (folder: string): void => {
  const [sign] = /[#?]/.exec(folder) ?? [];
  if (sign === undefined) return;
  throw new LaunchError(
    `The web client cannot be built in ${folder}: its path contains "${sign}".`,
    'Rename the folder, and start again.',
  );
};

/**
 * Builds the web client and the documentation when a build is missing or older than its sources.
 *
 * @throws LaunchError with the last lines of the build when it fails.
 */
export const buildClient = async (report: Report): Promise<void> => {
  const hasClient = (await changedAt(client)) > 0;
  const built = await Promise.all([pages.docs, ...(hasClient ? [pages.client] : [])].map(changedAt));
  const changed = Math.max(...(await Promise.all(sources.map(changedAt))));
  if (built.every((time) => time >= changed)) return;
  requireBuildableFolder(repositoryRoot);
  report('building the client');
  const node = { command: process.execPath, title: 'Node', install: 'Run: npm run setup' };
  await runTool(node, [program], {
    purpose: 'build the web client',
    cwd: repositoryRoot,
    onLine: report,
  });
};
