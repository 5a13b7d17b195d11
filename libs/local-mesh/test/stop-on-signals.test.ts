import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const program = path.join(import.meta.dirname, 'fixtures', 'stopped-command.ts');

/** Runs the fixture, sends the signal when it runs, and waits for its end. */
const stopped = async (behaviour: string, signal: NodeJS.Signals) => {
  const child = spawn('node', [program, behaviour], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!output.includes('running') && (output + text).includes('running')) child.kill(signal);
    output += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
};

describe('a command that a signal stops', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('has not ended its work after %s, so it exits with %d', async (signal, expected) => {
    const { code, output } = await stopped('has-work', signal);
    expect(code).toBe(expected);
    expect(output).toMatch(new RegExp(`Stopping \\(${signal}\\).*reported: ${signal}.*Stopped.*killed`, 's'));
  });

  it('exits with the code of the signal when its interrupted work exits with 0', async () => {
    expect(await stopped('work-ends', 'SIGTERM')).toMatchObject({ code: 143 });
  });

  it('exits with 1 when a part does not stop', async () => {
    const { code, output } = await stopped('fails-to-stop', 'SIGTERM');
    expect(code).toBe(1);
    expect(output).toContain('Stopping failed: a part does not stop');
  });

  it('exits with 0 when it runs until a signal stops it', async () => {
    expect(await stopped('runs-until-stopped', 'SIGTERM')).toMatchObject({ code: 0 });
  });
});
