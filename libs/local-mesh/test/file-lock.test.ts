import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { lock } from '../src/process/file-lock.ts';

const processes = 3;
const locks = 200;

describe('tryLock', () => {
  it('tryLock lets exactly one of several concurrent processes take over the lock of a dead holder', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-locks-'));
    const files = Array.from({ length: locks }, (_, index) => path.join(folder, String(index)));
    // No process has this start time.
    const dead = JSON.stringify({ pid: process.pid, startedAt: 'never' });
    await Promise.all(files.map((file) => writeFile(file, dead)));
    const source = path.join(import.meta.dirname, '..', 'src', 'process', 'file-lock.ts');
    const program = `
      const { tryLock } = await import(${JSON.stringify(source)});
      const taken = [];
      process.stdin.once('data', async () => {
        for (const file of ${JSON.stringify(files)}) if ('release' in (await tryLock(file))) taken.push(file);
        console.log(JSON.stringify(taken));
      }).once('end', () => process.exit(0));
      console.log('ready');
    `;
    const run = promisify(execFile);
    const running = Array.from({ length: processes }, () =>
      run(process.execPath, ['--input-type=module', '-e', program]),
    );
    const firstOutput = (child: (typeof running)[number]['child']): Promise<string> =>
      new Promise((resolve) => child.stdout?.once('data', (data) => resolve(String(data))));
    await Promise.all(running.map(({ child }) => firstOutput(child)));
    const results = running.map(({ child }) => firstOutput(child));
    for (const { child } of running) child.stdin?.write('go');
    const taken = (await Promise.all(results)).flatMap((line) => JSON.parse(line) as string[]);
    for (const { child } of running) child.stdin?.end();
    await Promise.all(running);
    expect(taken.toSorted()).toEqual(files.toSorted());
    await rm(folder, { recursive: true });
  });
});

describe('lock', () => {
  it('lock reports the live holder once and acquires the lock after its release', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-locks-'));
    const file = path.join(folder, 'held.lock');
    const held = await lock(file);
    const reported: number[] = [];
    const first = Promise.withResolvers<void>();
    const waiting = lock(file, ({ pid }) => {
      reported.push(pid);
      first.resolve();
    });
    await first.promise;
    await held.release();
    const acquired = await waiting;
    expect(reported).toEqual([process.pid]);
    await acquired.release();
    await rm(folder, { recursive: true });
  });

  it('lock rejects with the fault of the file system and does not wait', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-locks-'));
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await expect(lock(path.join(file, 'below.lock'))).rejects.toMatchObject({
      code: expect.stringMatching(/^(ENOTDIR|EEXIST)$/),
    });
    await rm(folder, { recursive: true });
  });
});
