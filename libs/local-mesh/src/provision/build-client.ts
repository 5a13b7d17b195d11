import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '../state/state-directory.ts';
import type { Report } from './binary-cache.ts';
import { runTool } from './run-tool.ts';

/** Files and folders from which the client is built. */
const sources = [
  'libs/contracts/src',
  'libs/edge-client/src',
  'services/web/build',
  'services/web/client',
  'services/web/package.json',
];
const page = 'services/web/dist/index.html';
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

/**
 * Builds the web client when its build is missing or older than its sources.
 *
 * @throws LaunchError with the last lines of the build when it fails.
 */
export const buildClient = async (report: Report): Promise<void> => {
  const [built, ...changes] = await Promise.all([page, ...sources].map(changedAt));
  if (built !== undefined && built > 0 && changes.every((time) => time <= built)) return;
  report('building the client');
  const node = { command: process.execPath, title: 'Node', install: 'Run: npm run setup' };
  await runTool(node, [program], {
    purpose: 'build the web client',
    cwd: repositoryRoot,
    onLine: (line) => report(`building the client: ${line}`),
  });
};
