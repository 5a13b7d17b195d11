/**
 * `npm run test:compose`: starts the unchanged docker-compose.yml in production mode, plays the demo against
 * it, finds its traces in Jaeger, and stops it.
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
    await playDemo(environment);
    await findServicesInJaeger(environment.JAEGER_UI_PORT ?? '');
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

const playDemo = async (environment: Record<string, string>): Promise<void> => {
  await runCommand(process.execPath, [path.join(repositoryRoot, 'libs/demo/src/demo.ts')], {
    cwd: repositoryRoot,
    show: true,
    env: {
      GATEWAY_URL: `http://127.0.0.1:${environment.GATEWAY_PORT}`,
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
