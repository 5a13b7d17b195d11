/**
 * `npm run test:compose`: starts the unchanged docker-compose.yml in production mode, plays the demo against
 * it over TLS, finds its traces in Jaeger, checks who reaches what, and stops it.
 */
import path from 'node:path';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { z } from 'zod';
import { productionEnvironment } from './compose-environment.ts';
import { type ComposedSystem, composedSystem, officialImages } from './composed-system.ts';
import { findContainerEngine } from './container-engine.ts';
import { provideImage } from './make-stand-in.ts';
import { runCommand } from './run-command.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

const testCompose = async (): Promise<void> => {
  const engine = await findContainerEngine();
  const environment = await productionEnvironment();
  for (const image of await officialImages(engine, environment)) {
    say(`image ${image}: ${await provideImage(engine, image)}`);
  }
  const system = await composedSystem(engine, environment);
  const stop = takeDownOnSignals(system);
  try {
    await system.up();
    say('every container is healthy');
    await refuseClearText(environment);
    await playDemo(environment, await system.authority());
    await findServicesInJaeger(environment.JAEGER_UI_PORT ?? '');
    await checkReach(system);
    say('test:compose passed');
  } catch (fault) {
    say(await system.complaints().catch(String));
    throw fault;
  } finally {
    await stop();
  }
};

/** Stops the system once, also when several callers ask. */
const takeDownOnSignals = (system: ComposedSystem): (() => Promise<void>) => {
  let going: Promise<void> | undefined;
  const stop = () => {
    going ??= system.down();
    return going;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  }
  return stop;
};

/** The port answers on loopback, and refuses clear text. */
const refuseClearText = async ({ GATEWAY_PORT = '' }: Record<string, string>): Promise<void> => {
  const { status } = await fetch(`http://127.0.0.1:${GATEWAY_PORT}/api/users/me`);
  if (status !== 403) throw new Error(`clear text was answered with ${status} instead of 403`);
  say('clear text is refused');
};

/** An address outside, which a container without a way out cannot reach, however the address answers. */
const outside = '192.0.2.1:80';

/** From a container: can it open a connection, or at least send the first packet of one? */
const probe = (address: string): string => {
  const [host, port] = address.split(':');
  return `const s = require('net').connect(${port}, '${host}'); const end = (text) => { console.log(text); process.exit(0); };
    s.on('connect', () => end('reached')).on('error', (fault) => end(fault.code)); setTimeout(() => end('sent'), 2000);`;
};

/**
 * The stores, and the outside, that each container reaches. A packet to an address for documentation is
 * lost outside (`sent`), while a container without a way out has no route for it (`ENETUNREACH`).
 */
const checkReach = async (system: ComposedSystem): Promise<void> => {
  const expected: [from: string, to: string, may: boolean][] = [
    ['chat-service', 'postgres:5432', true],
    ['chat-service', 'redis:6379', true],
    ['chat-service', 'qdrant:6333', false],
    ['exam-service', 'redis:6379', false],
    ['rag-service', 'qdrant:6333', true],
    ['rag-service', 'redis:6379', false],
    ['chat-service', outside, true],
    ['rag-service', outside, false],
    ['auth-service', outside, false],
  ];
  for (const [from, to, may] of expected) {
    const outcome = (await system.run(from, ['node', '-e', probe(to)])).trim();
    const reaches = outcome === 'reached' || (to === outside && outcome === 'sent');
    if (reaches !== may) throw new Error(`${from} to ${to}: ${outcome}`);
    say(`${from} ${may ? 'reaches' : 'cannot reach'} ${to}`);
  }
};

const playDemo = async (environment: Record<string, string>, authority: string): Promise<void> => {
  await runCommand(process.execPath, [path.join(repositoryRoot, 'libs/demo/src/demo.ts')], {
    cwd: repositoryRoot,
    show: true,
    env: {
      GATEWAY_URL: `https://localhost:${environment.GATEWAY_PORT}`,
      NODE_EXTRA_CA_CERTS: authority,
      JAEGER_UI_PORT: environment.JAEGER_UI_PORT ?? '',
      BOOTSTRAP_ADMIN_EMAIL: environment.BOOTSTRAP_ADMIN_EMAIL ?? '',
      BOOTSTRAP_ADMIN_PASSWORD: environment.BOOTSTRAP_ADMIN_PASSWORD ?? '',
    },
  });
};

/** Waits until the gateway and every service have sent spans through the collector. */
const findServicesInJaeger = async (port: string): Promise<void> => {
  const expected = ['gateway', ...serviceNames.map((name) => `${name}-service`)];
  const answer = z.object({ data: z.array(z.string()).nullable() });
  await waitUntil(
    async () => {
      const response = await fetch(`http://127.0.0.1:${port}/api/services`);
      const known = answer.parse(await response.json()).data ?? [];
      return expected.every((name) => known.includes(name));
    },
    { what: `spans of ${expected.join(', ')}`, timeoutSeconds: 30, everyMilliseconds: 500 },
  );
  say(`Jaeger knows ${expected.join(', ')}`);
};

await testCompose().catch((fault: unknown) => {
  const advice = fault instanceof LaunchError ? `\n${fault.advice}` : '';
  process.stderr.write(`\n${fault instanceof Error ? fault.message : String(fault)}${advice}\n`);
  process.exitCode = 1;
});
