import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pickFreePorts } from '../src/process/free-port.ts';
import { identify, isAlive, type ProcessIdentity } from '../src/process/process-identity.ts';
import { waitUntil } from '../src/process/wait-until.ts';
import { readAddresses } from '../src/state/addresses.ts';
import { repositoryRoot } from '../src/state/state-directory.ts';

jest.setTimeout(90_000);

type Launched = {
  child: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
};

describe('npm start', () => {
  let state: string;
  let ports: { GATEWAY_PORT: string; JAEGER_UI_PORT: string };
  const launched: Launched[] = [];

  beforeEach(async () => {
    state = await mkdtemp(path.join(tmpdir(), 'start-'));
    const [gateway, jaeger] = await pickFreePorts(2);
    ports = { GATEWAY_PORT: String(gateway), JAEGER_UI_PORT: String(jaeger) };
  });
  afterEach(async () => {
    for (const { child, ended } of launched.splice(0)) {
      child.kill('SIGTERM');
      await ended;
    }
    await rm(state, { recursive: true, force: true });
  });

  const launch = (
    command: 'start' | 'reset',
    args: string[] = [],
    environment: Record<string, string> = {},
  ): Launched => {
    const child = spawn('node', ['libs/local-mesh/bootstrap.mjs', command, ...args], {
      cwd: repositoryRoot,
      env: { ...process.env, ...ports, STATE_DIR: state, npm_lifecycle_event: '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (data: string) => {
        text += data;
      });
    }
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const started = { child, output: () => text, ended };
    launched.push(started);
    return started;
  };

  const some = ['--only', 'postgres,redis'];
  const ready = (launch: Launched) =>
    waitUntil(() => launch.output().includes('ready in'), {
      what: `ready: ${launch.output()}`,
      timeoutSeconds: 60,
    });
  const processes = () =>
    JSON.parse(readFileSync(path.join(state, 'processes.json'), 'utf8')) as ProcessIdentity[];

  it('npm start prints its addresses, stores secrets privately, and stops all parts on SIGTERM', async () => {
    const mesh = launch('start', some);
    await ready(mesh);
    expect(mesh.output()).toContain(`Gateway      http://localhost:${ports.GATEWAY_PORT}`);
    expect(mesh.output()).toContain(`Logs         ${state}/logs`);
    expect((await stat(path.join(state, 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect((await readAddresses(state))?.gatewayUrl).toBe(`http://localhost:${ports.GATEWAY_PORT}`);
    const running = processes();
    expect(running).toHaveLength(2);
    mesh.child.kill('SIGTERM');
    expect(await mesh.ended).toBe(0);
    expect(running.filter(isAlive)).toEqual([]);
    expect(processes()).toEqual([]);
    expect(existsSync(path.join(state, 'launcher.lock'))).toBe(false);
  });

  it('npm start retains data and secrets from one start to the next', async () => {
    const first = launch('start', some);
    await ready(first);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    const secrets = readFileSync(path.join(state, 'secrets.json'), 'utf8');
    await ready(launch('start', some));
    expect(readFileSync(path.join(state, 'secrets.json'), 'utf8')).toBe(secrets);
    expect(readdirSync(path.join(state, 'logs'))).toContain('postgres.previous.log');
  });

  it('npm start exits with 1 when the mesh is already running, and does not disturb it', async () => {
    const mesh = launch('start', some);
    await ready(mesh);
    const second = launch('start', some);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`The mesh in ${state} is already running`);
    const reset = launch('reset');
    expect(await reset.ended).toBe(1);
    expect(reset.output()).toContain('Nothing was deleted.');
    expect(processes().filter(isAlive)).toHaveLength(2);
  });

  it('npm start ends the processes of a killed launcher', async () => {
    const mesh = launch('start', some);
    await ready(mesh);
    const left = processes();
    const launcher = JSON.parse(readFileSync(path.join(state, 'launcher.lock'), 'utf8')) as ProcessIdentity;
    process.kill(launcher.pid, 'SIGKILL');
    await mesh.ended;
    expect(left.filter(isAlive)).toHaveLength(2);
    const next = launch('start', some);
    await ready(next);
    expect(next.output()).toContain('Ended processes that an earlier start had left running: ');
    expect(left.filter(isAlive)).toEqual([]);
  });

  it('npm start stops when its parent process is killed', async () => {
    const mesh = launch('start', some);
    await ready(mesh);
    const running = processes();
    mesh.child.kill('SIGKILL');
    await waitUntil(() => running.filter(isAlive).length === 0, {
      what: 'the end of all parts',
      timeoutSeconds: 15,
    });
  });

  it('npm start can be stopped during its start', async () => {
    const mesh = launch('start', some);
    await waitUntil(() => mesh.output().includes('starting'), { what: 'the start', timeoutSeconds: 30 });
    mesh.child.kill('SIGTERM');
    expect(await mesh.ended).toBe(0);
    expect(existsSync(path.join(state, 'launcher.lock'))).toBe(false);
  });

  it('npm start names the variable that changes a port in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const mesh = launch('start', some, { GATEWAY_PORT: String(port) });
    expect(await mesh.ended).toBe(1);
    expect(mesh.output()).toContain(`Port ${port} for the gateway is in use by another program.`);
    expect(mesh.output()).toContain(`GATEWAY_PORT=${port + 1} npm start`);
    server.close();
  });

  it.each([
    [['--everything'], {}, 'Unknown arguments: --everything'],
    [['--only', 'postgres,nonsense'], {}, 'Parts: gateway'],
    [[], { GATEWAY_PORT: 'eighty' }, 'GATEWAY_PORT is "eighty", which is not a port.'],
  ])('npm start rejects invalid arguments and variables: %j %j', async (args, environment, message) => {
    const mesh = launch('start', args, environment as Record<string, string>);
    expect(await mesh.ended).toBe(1);
    expect(mesh.output()).toContain(message);
  });

  it('npm run reset deletes the state folder, but never another folder', async () => {
    await mkdir(path.join(state, 'precious'));
    const refused = launch('reset');
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain('is not the state folder of a mesh. Nothing was deleted.');
    await writeFile(path.join(state, 'secrets.json'), '{}');
    expect(await launch('reset').ended).toBe(0);
    expect(existsSync(state)).toBe(false);
  });

  it('npm run reset deletes nothing while a mesh runs in a folder inside', async () => {
    const inside = path.join(state, 'second');
    await mkdir(inside);
    await writeFile(path.join(inside, 'secrets.json'), '{}');
    await writeFile(path.join(inside, 'launcher.lock'), JSON.stringify(identify(process.pid)));
    await writeFile(path.join(state, 'secrets.json'), '{}');
    const refused = launch('reset');
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain(`The mesh in ${inside} is running (process ${process.pid}).`);
    expect(refused.output()).toContain('Nothing was deleted.');
    expect(readdirSync(inside).sort()).toEqual(['launcher.lock', 'secrets.json']);
    expect(existsSync(path.join(state, 'launcher.lock'))).toBe(false);
    await rm(path.join(inside, 'launcher.lock'));
    expect(await launch('reset').ended).toBe(0);
    expect(existsSync(state)).toBe(false);
  });

  it('npm start does not end a process that only reuses the id of a leftover process', async () => {
    const own = identify(process.pid) as ProcessIdentity;
    await writeFile(
      path.join(state, 'processes.json'),
      JSON.stringify([{ name: 'postgres', pid: own.pid, startedAt: 'another time' }]),
    );
    const mesh = launch('start', ['--only', 'redis']);
    await ready(mesh);
    expect(mesh.output()).not.toContain('left running');
  });
});
