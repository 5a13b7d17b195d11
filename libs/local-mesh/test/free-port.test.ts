import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { pickFreePorts } from '../src/process/free-port.ts';

describe('free ports', () => {
  it('are never the same twice, and below those that systems take for outgoing connections', async () => {
    const ports = [...(await pickFreePorts(200)), ...(await pickFreePorts(200))];
    expect(new Set(ports).size).toBe(400);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  it('are not picked by two processes at the same time', async () => {
    const source = path.join(import.meta.dirname, '..', 'src', 'process', 'free-port.ts');
    const program = `
      const { pickFreePorts } = await import(${JSON.stringify(source)});
      console.log(JSON.stringify(await pickFreePorts(1500)));
      process.stdin.resume().once('end', () => process.exit(0));
    `;
    const pick = promisify(execFile);
    const running = [1, 2].map(() => pick(process.execPath, ['--input-type=module', '-e', program]));
    // Each keeps what it has picked until the other has picked, too: they end when their input does.
    const outputs = running.map(
      ({ child }) =>
        new Promise<string>((resolve) => child.stdout?.once('data', (data) => resolve(String(data)))),
    );
    await Promise.all(outputs);
    for (const { child } of running) child.stdin?.end();
    const [one = [], other = []] = (await Promise.all(running)).map(
      ({ stdout }) => JSON.parse(stdout) as number[],
    );
    expect(one.filter((port) => other.includes(port))).toEqual([]);
    expect(one).toHaveLength(1500);
  });
});
