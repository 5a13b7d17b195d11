import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endLeftovers, ProcessLedger } from '../src/process/ledger.ts';
import { identify, type ProcessIdentity } from '../src/process/process-identity.ts';

describe('the ledger of processes', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ledger-'));
    file = path.join(folder, 'processes.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('endLeftovers ends the recorded processes', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)'], { detached: true });
    const ended = once(child, 'exit');
    await once(child, 'spawn');
    new ProcessLedger(file).add({ name: 'part', ...(identify(child.pid ?? 0) as ProcessIdentity) });
    expect(await endLeftovers(file)).toEqual(['part']);
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  it('forget does not fail where the file cannot be written, for example on a full disk', async () => {
    const own = path.join(folder, 'own');
    const ledger = new ProcessLedger(path.join(own, 'processes.json'));
    ledger.add({ name: 'part', pid: 1, startedAt: 'another time' });
    await rm(own, { recursive: true });
    await writeFile(own, '');
    expect(() => ledger.forget('part')).not.toThrow();
    expect(() => ledger.add({ name: 'part', pid: 1, startedAt: 'another time' })).toThrow();
  });

  it.each([
    ['without content', ''],
    ['with the half of its content', '[{"name": "postgres", "pi'],
  ])('endLeftovers ends nothing after a power cut left the file %s', async (_, content) => {
    await writeFile(file, content);
    expect(await endLeftovers(file)).toEqual([]);
    new ProcessLedger(file).add({ name: 'part', pid: 1, startedAt: 'now' });
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(1);
  });
});
