import { cp, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from './binary-cache.ts';
import { go, runTool } from './run-tool.ts';
import { requireChecksum } from './verify-checksum.ts';

export type GoProgram = {
  module: string;
  version: string;
  /** Go's checksum of the module (`h1:…`), as in go.sum files. */
  sum: string;
  /** The package of the command, relative to the module. */
  command: string;
};

/**
 * Builds a command in a copy of its module, so that the go.mod (with its replace lines) and the go.sum of the
 * module pin every dependency. Go's build cache makes a second build quick.
 */
export const buildGoModule = async (
  program: GoProgram,
  directory: string,
  file: string,
  report: Report,
): Promise<void> => {
  const named = `${program.module}@${program.version}`;
  const env = { GOFLAGS: '-mod=mod', GOWORK: 'off' };
  report(`downloading ${named}`);
  const answer = await runTool(go, ['mod', 'download', '-json', named], {
    purpose: `download ${named}`,
    cwd: directory,
    env,
  });
  const { Dir, Sum } = JSON.parse(answer) as { Dir: string; Sum: string };
  requireChecksum(named, program.sum, Sum);
  const source = await mkdtemp(path.join(directory, 'source-'));
  // Files of Go's module cache are read-only, and so are their copies.
  await cp(Dir, source, { recursive: true });
  await runTool({ ...go, command: 'chmod' }, ['-R', 'u+w', source], { purpose: `copy ${named}` });
  report('building (this happens once)');
  const flags = ['-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags=-s -w'];
  await runTool(go, ['build', ...flags, '-o', path.join(directory, file), program.command], {
    purpose: `build ${named}`,
    cwd: source,
    env: { ...env, GOFLAGS: '' },
    onLine: (line) => report(line.startsWith('go: downloading') ? 'downloading dependencies' : 'building'),
  });
  await rm(source, { recursive: true, force: true });
};
