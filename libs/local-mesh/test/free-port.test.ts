import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { pickFreePorts, requireFreePort } from '../src/process/free-port.ts';

/** A machine without IPv6 has the first one alone. */
const addressesOfLocalhost = ['127.0.0.1', '::1'].filter((each) =>
  Object.values(networkInterfaces()).some((found) => found?.some(({ address }) => address === each)),
);

describe('requireFreePort', () => {
  it.each(addressesOfLocalhost)(
    'requireFreePort refuses a port in use at %s, which browsers reach as localhost',
    async (host) => {
      const [port = 0] = await pickFreePorts(1);
      const required = () => requireFreePort(port, { purpose: 'the gateway', variable: 'GATEWAY_PORT' });
      await required();
      const other = createServer();
      await once(other.listen({ port, host }), 'listening');
      try {
        await expect(required()).rejects.toThrow(`Port ${port} for the gateway is in use`);
      } finally {
        await promisify(other.close.bind(other))();
      }
      await required();
    },
  );
});

describe('pickFreePorts', () => {
  it('pickFreePorts never returns a port twice, and only ports below those for outgoing connections', async () => {
    const ports = [...(await pickFreePorts(200)), ...(await pickFreePorts(200))];
    expect(new Set(ports).size).toBe(400);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  it('pickFreePorts returns different ports to two concurrent processes', async () => {
    const source = path.join(import.meta.dirname, '..', 'src', 'process', 'free-port.ts');
    const program = `
      const { pickFreePorts } = await import(${JSON.stringify(source)});
      console.log(JSON.stringify(await pickFreePorts(1500)));
      process.stdin.resume().once('end', () => process.exit(0));
    `;
    const pick = promisify(execFile);
    const running = [1, 2].map(() => pick(process.execPath, ['--input-type=module', '-e', program]));
    // Each process holds its ports until the other has also picked: both end when their input ends.
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
