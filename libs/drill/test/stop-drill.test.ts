import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { describe, expect, it } from '@jest/globals';

/** Runs a drill, sends SIGTERM when its first part starts, and waits for its end. */
const stoppedDrill = async (...args: readonly string[]) => {
  const child = spawn('node', ['libs/local-mesh/bootstrap.mjs', 'drill', ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, npm_lifecycle_event: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let isSent = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (!isSent && / starting\n/.test(output)) isSent = child.kill('SIGTERM');
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
};

describe('a drill that SIGTERM stops', () => {
  it.each([
    [['--overload', '--quick'], 'overload'],
    [['--quick', '--seed', '7'], 'drill'],
  ] as const)(
    'reports that it proves nothing, and fails: %j',
    async (args, name) => {
      const { code, output } = await stoppedDrill(...args);
      expect({ code, output }).toMatchObject({ code: 143 });
      const report = /^Report: (.+)$/m.exec(output)?.[1] ?? '';
      const logs = / this drill: (.+)$/m.exec(output)?.[1] ?? '';
      const text = await readFile(report, 'utf8');
      await Promise.all([path.dirname(report), logs].map((folder) => rm(folder, { recursive: true })));
      expect(text).toContain(`# Stopped before its end: ${name}\n`);
      expect(text).toContain('was stopped (SIGTERM)');
      expect(text).toContain(logs);
    },
    60_000,
  );
});
