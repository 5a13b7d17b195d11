import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Supervisor } from '../src/mesh/supervisor.ts';
import { answersOk } from '../src/parts/http-health.ts';
import type { Part } from '../src/parts/part.ts';
import { pickFreePorts } from '../src/process/free-port.ts';
import { startTimeOf } from '../src/process/process-identity.ts';
import { waitUntil } from '../src/process/wait-until.ts';
import { type StateDirectory, stateDirectory } from '../src/state/state-directory.ts';

const program = path.join(import.meta.dirname, 'fixtures', 'part-program.mjs');

describe('Supervisor', () => {
  let state: StateDirectory;
  let events: string[];
  let supervisor: Supervisor;

  beforeEach(async () => {
    state = stateDirectory(await mkdtemp(path.join(tmpdir(), 'supervisor-')));
    events = [];
  });
  afterEach(async () => {
    await supervisor.stopAll();
    await rm(state.root, { recursive: true });
  });

  const part = async (
    name: string,
    changes: Partial<Part> = {},
    environment: Record<string, string> = {},
  ): Promise<Part> => {
    const [port] = (await pickFreePorts(1)) as [number];
    return {
      name,
      dependsOn: [],
      startSeconds: 10,
      stopGraceSeconds: 1,
      provision: async () => {},
      prepare: async () => ({
        command: process.execPath,
        args: [program],
        environment: { NAME: name, PORT: String(port), ...environment },
        workingDirectory: tmpdir(),
        stopSignal: 'SIGTERM',
      }),
      isHealthy: () => answersOk(port, '/'),
      afterStart: async () => void events.push(`${name} healthy`),
      beforeStop: async () => void events.push(`${name} stops`),
      ...changes,
    };
  };

  const supervise = (
    parts: Part[],
    stages: Record<string, number> = {},
    later: string[] = [],
  ): Supervisor => {
    supervisor = new Supervisor({
      parts,
      state,
      progress: { working: () => {}, healthy: () => {}, note: (text) => events.push(text) },
      stageOf: (name) => stages[name] ?? 0,
      mayComeLater: (name) => later.includes(name),
    });
    return supervisor;
  };

  const log = (name: string) => readFile(state.logFile(name), 'utf8');
  const running = (pid: number | undefined) => pid !== undefined && startTimeOf(pid) !== undefined;

  it('Supervisor starts a part when its dependencies are healthy, and stops stage by stage', async () => {
    const parts = [await part('top', { dependsOn: ['base'] }), await part('base')];
    await supervise(parts, { top: 0, base: 1 }).start();
    expect(events).toEqual(['base healthy', 'top healthy']);
    await supervisor.stopAll();
    expect(events.slice(2)).toEqual(['top stops', 'base stops']);
    expect(await log('base')).toBe('base up\nbase received SIGTERM\n');
  });

  it('Supervisor reports the end of a part with its last log lines, and restarts the part', async () => {
    await supervise([await part('frail', {}, { DIES_AFTER_MS: '600' })]).start();
    const first = supervisor.processId('frail');
    await waitUntil(() => events.includes('frail is healthy again.'), {
      what: 'the restart',
      timeoutSeconds: 20,
    });
    expect(events[1]).toMatch(
      /^frail ended with exit code 3\. The last lines of its log:\n {2}frail up\n {2}frail has a fault\n/,
    );
    expect(events[1]).toContain('frail restarts in 1 s.');
    expect(supervisor.processId('frail')).not.toBe(first);
  });

  it('Supervisor waits longer before each further restart of a part that dies repeatedly', async () => {
    await supervise([await part('frail', {}, { DIES_AFTER_MS: '300' })]).start();
    const waits = () => events.flatMap((text) => /restarts in (\d+) s/.exec(text)?.[1] ?? []);
    await waitUntil(() => waits().length >= 2, { what: 'two restarts', timeoutSeconds: 20 });
    expect(waits().slice(0, 2)).toEqual(['1', '2']);
  });

  it('Supervisor does not restart a part that stopPart stopped, until startPart', async () => {
    await supervise([await part('one')]).start();
    const pid = supervisor.processId('one');
    await supervisor.stopPart('one');
    expect(running(pid)).toBe(false);
    expect(events).toEqual(['one healthy', 'one stops']);
    await supervisor.startPart('one');
    expect(running(supervisor.processId('one'))).toBe(true);
  });

  it('Supervisor stops a part that restarts, although its health is not known yet', async () => {
    let isKnown = true;
    const one = await part('one', {}, { IGNORES_TERM: 'yes' });
    await supervise([{ ...one, isHealthy: async () => isKnown && (await one.isHealthy()) }]).start();
    isKnown = false;
    process.kill(supervisor.processId('one') as number, 'SIGKILL');
    const answers = async () => (await Promise.allSettled([one.isHealthy()]))[0].status === 'fulfilled';
    await waitUntil(async () => !(await answers()), { what: 'the end', timeoutSeconds: 10 });
    await waitUntil(answers, { what: 'an answer of the new process', timeoutSeconds: 20 });
    expect(supervisor.isRunning('one')).toBe(false);
    await supervisor.stopPart('one');
    expect(await answers()).toBe(false);
    isKnown = true;
    await supervisor.startPart('one');
    expect(await answers()).toBe(true);
  });

  it('Supervisor kills a part that ignores its stop signal', async () => {
    await supervise([await part('stubborn', {}, { IGNORES_TERM: 'yes' })]).start();
    const pid = supervisor.processId('stubborn');
    await supervisor.stopAll();
    expect(running(pid)).toBe(false);
  });

  it('Supervisor leaves no process running that it cannot record', async () => {
    const one = await part('one');
    const start = supervise([
      {
        ...one,
        prepare: async () => {
          await rm(state.ledger, { recursive: true, force: true });
          await mkdir(path.join(`${state.ledger}.new`), { recursive: true });
          return one.prepare();
        },
      },
    ]).start();
    await expect(start).rejects.toThrow('EISDIR');
    await expect(one.isHealthy()).rejects.toThrow('ECONNREFUSED');
  });

  it('Supervisor.start fails with the last log lines of a part that could not start', async () => {
    const failing = await part('failing', {}, { DIES_AFTER_MS: '100', NEVER_HEALTHY: 'yes' });
    const start = supervise([await part('sound'), failing]).start();
    await expect(start).rejects.toThrow(
      /failing ended with exit code 3\. The last lines of its log:\n {2}failing up\n {2}failing has/,
    );
  });

  it('Supervisor is ready without a part that may start late, and reports its failure', async () => {
    const absent = await part('absent', {
      provision: async () => {
        throw new Error('it cannot be built');
      },
    });
    const { late } = await supervise([await part('sound'), absent], {}, ['absent']).start();
    await late;
    expect(events).toContain('The mesh runs without absent: it cannot be built');
    expect(supervisor.isRunning('sound')).toBe(true);
  });

  it('Supervisor can be stopped during a start', async () => {
    const slow = await part('slow', {}, { NEVER_HEALTHY: 'yes' });
    const start = supervise([slow]).start();
    start.catch(() => {});
    await waitUntil(async () => (await log('slow')).includes('up'), {
      what: 'the process',
      timeoutSeconds: 10,
    });
    await supervisor.stopAll();
    await expect(start).rejects.toThrow();
    expect(JSON.parse(await readFile(state.ledger, 'utf8'))).toEqual([]);
  });
});
