import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inMesh } from '@ai-teacher/drill/mesh/in-mesh.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let folder: string;
let exitCode: typeof process.exitCode;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'in-mesh-'));
  ({ exitCode } = process);
});
afterEach(async () => {
  process.exitCode = exitCode;
  await rm(folder, { recursive: true, force: true });
});

/** A mesh whose parts write into the folder until they end. */
const mesh = { end: () => writeFile(path.join(folder, 'last.log'), 'stopping') };

describe('the work of a drill in its mesh', () => {
  it('leaves no folder when the drill passed, also when the mesh wrote files at its end', async () => {
    await inMesh(folder, mesh, async () => true);
    expect(existsSync(folder)).toBe(false);
    expect(process.exitCode).toBe(exitCode);
  });

  it('leaves the logs and sets the exit code 1 when the drill found something', async () => {
    await inMesh(folder, mesh, async () => false);
    expect(existsSync(path.join(folder, 'last.log'))).toBe(true);
    expect(process.exitCode).toBe(1);
  });

  it('ends the mesh and leaves the logs when the drill breaks', async () => {
    const broken = inMesh(folder, mesh, () => Promise.reject(new Error('the school is closed')));
    await expect(broken).rejects.toThrow('the school is closed');
    expect(existsSync(path.join(folder, 'last.log'))).toBe(true);
  });
});
