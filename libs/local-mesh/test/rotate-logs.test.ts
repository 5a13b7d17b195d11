import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rotateLogsOnTimer, rotateLongLogs } from '../src/process/rotate-logs.ts';
import { startProcess } from '../src/process/start-process.ts';
import { waitUntil } from '../src/process/wait-until.ts';

describe('the logs of a mesh', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'logs-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const log = (name: string): string => path.join(folder, name);

  it('stay within their bound while a part writes without end, and the newest line stays readable', async () => {
    const maxBytes = 100_000;
    const running = await startProcess({
      name: 'writer',
      command: process.execPath,
      args: ['-e', "let n = 0; setInterval(() => console.log(('line ' + n++ + ' ').padEnd(500, '.')), 1)"],
      environment: {},
      workingDirectory: folder,
      logFile: log('writer.log'),
      stopSignal: 'SIGTERM',
    });
    const rotation = rotateLogsOnTimer(folder, { maxBytes, everySeconds: 0.02 });
    try {
      const numbers = async () => [...(await readFile(log('writer.log'), 'utf8')).matchAll(/line (\d+)/g)];
      const isRotated = async () =>
        (await stat(log('writer.older.log')).catch(() => undefined)) !== undefined;
      await waitUntil(async () => (await isRotated()) && Number((await numbers()).at(-1)?.[1]) > 600, {
        what: 'a line after the third rotation',
        timeoutSeconds: 60,
      });
      const text = await readFile(log('writer.log'), 'utf8');
      // An emptied file begins with a line, not with the gap of a position that the writer remembers.
      expect(text).not.toContain('\0');
      // The bound, and what the part writes until the next look.
      expect(Buffer.byteLength(text)).toBeLessThan(10 * maxBytes);
      expect((await stat(log('writer.older.log'))).size).toBeLessThan(10 * maxBytes);
    } finally {
      await running.stop(1);
      await rotation.stop();
    }
  }, 90_000);

  it('are touched only when they are too long, and an older log is not rotated again', async () => {
    await writeFile(log('short.log'), 'a line\n');
    await writeFile(log('long.log'), 'x'.repeat(2_000));
    await writeFile(log('long.previous.log'), 'y'.repeat(2_000));
    await rotateLongLogs(folder, 1_000);
    await rotateLongLogs(folder, 1_000);
    expect(await readFile(log('short.log'), 'utf8')).toBe('a line\n');
    expect((await stat(log('long.log'))).size).toBe(0);
    expect(await readFile(log('long.older.log'), 'utf8')).toBe('x'.repeat(2_000));
    expect(await readFile(log('long.previous.log'), 'utf8')).toBe('y'.repeat(2_000));
  });
});
