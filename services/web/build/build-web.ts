/**
 * `npm run build:web`: builds the documentation into `services/web/dist-docs`, and the client in
 * `services/web/client` with Vite into `services/web/dist`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildDocs } from './build-docs.ts';
import { compressFiles } from './compress-files.ts';

const folderOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const client = folderOf('client');
say('building the documentation');
await buildDocs(folderOf('dist-docs'));
const { files, bytes, compressed } = await compressFiles(folderOf('dist-docs'));
say(`compressed ${files} files of the documentation to ${Math.round((100 * compressed) / bytes)} %`);
if (existsSync(client)) {
  say('building the client');
  const vite = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url));
  const { status } = spawnSync(process.execPath, [vite, 'build'], {
    cwd: client,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) process.exit(status ?? 1);
} else say('There is no client in services/web/client, so none was built.');
