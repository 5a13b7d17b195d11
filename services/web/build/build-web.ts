/**
 * `npm run build:web`: builds the client in `services/web/client` into `services/web/dist` with Vite, and
 * compresses its files once, so that no request waits for a compression.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compressFiles } from './compress-files.ts';

const folderOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const client = folderOf('client');
const vite = fileURLToPath(import.meta.resolve('../../../node_modules/vite/bin/vite.js'));

if (existsSync(client)) {
  const { status } = spawnSync(process.execPath, [vite, 'build'], { cwd: client, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  const { files, bytes, compressed } = await compressFiles(folderOf('dist'));
  const share = Math.round((100 * compressed) / bytes);
  process.stdout.write(`compressed ${files} files to ${share} % of ${Math.round(bytes / 1_024)} KiB\n`);
} else process.stdout.write('There is no client in services/web/client: nothing was built.\n');
