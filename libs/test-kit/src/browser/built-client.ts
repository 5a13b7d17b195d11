import { spawnSync } from 'node:child_process';
import { access, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { clientOfMesh } from '../mesh/test-client.ts';

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Builds the client into a folder of its own first, because pages of the mesh are served meanwhile. */
const build = async (folder: string): Promise<void> => {
  const built = await mkdtemp(path.join(tmpdir(), 'ai-teacher-client-'));
  const vite = path.join(repositoryRoot, 'node_modules/vite/bin/vite.js');
  const cwd = path.join(repositoryRoot, 'services/web/client');
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--outDir', built, '--emptyOutDir'],
    {
      cwd,
      encoding: 'utf8',
      // Jest's own would choose the packages' code for development.
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  if (status !== 0) throw new Error(`the client was not built: ${stderr}`);
  await cp(path.join(built, 'assets'), path.join(folder, 'assets'), { recursive: true });
  await cp(built, folder, { recursive: true });
  await rm(built, { recursive: true });
};

/**
 * Lets the mesh serve the real client. The first test file that asks builds it; the others wait for that
 * build.
 *
 * @throws Error with the output of Vite when the build fails; the next file builds again.
 */
export const serveBuiltClient = async (stateDirectory: string): Promise<void> => {
  const place = path.join(stateDirectory, 'built-client');
  const done = `${place}.done`;
  while (!(await exists(done))) {
    // Only one process can make a folder.
    const isFirst = await mkdir(place).then(
      () => true,
      () => false,
    );
    if (!isFirst) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      await build(clientOfMesh(stateDirectory));
      await writeFile(done, '');
    } finally {
      await rm(place, { recursive: true });
    }
  }
};
