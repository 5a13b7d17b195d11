/** `npm start`: runs the whole mesh on this machine until Ctrl-C. */

import { type Mesh, startMesh } from '../mesh/mesh.ts';
import { partNames } from '../plan/mesh-plan.ts';
import { processesOf } from '../plan/replicas.ts';
import { stopOnSignals } from '../process/stop-on-signals.ts';
import { findBinary } from '../provision/find-binary.ts';
import { plainProgress } from '../terminal/progress.ts';
import { listProgress } from '../terminal/progress-list.ts';
import { readLaunchOptions } from './launch-options.ts';
import { runCommand } from './run-command.ts';

const print = (line: string) => console.log(line);

const start = async (): Promise<void> => {
  const started = performance.now();
  const options = readLaunchOptions(process.env, process.argv.slice(2));
  const list = process.stdout.isTTY
    ? listProgress(
        [...(options.only ?? partNames).flatMap((part) => processesOf(part, options.replicas)), 'mesh'],
        print,
      )
    : undefined;
  const signals = stopOnSignals(print, { runsUntilStopped: true });
  try {
    const progress = list ?? plainProgress(print);
    const mesh = await startMesh({ ...options, environment: process.env, progress }, signals.register);
    await list?.end();
    const tracesReady = mesh.supervisor.isRunning('jaeger');
    for (const line of [...summary(mesh), await describeTraces(mesh)]) print(line);
    print(`\nready in ${((performance.now() - started) / 1000).toFixed(1)} s. Stop with Ctrl-C.`);
    await mesh.late;
    if (!tracesReady && mesh.supervisor.isRunning('jaeger')) print(await describeTraces(mesh));
  } catch (fault) {
    await list?.end();
    // A signal during the start makes all its steps fail. The stop is already running and ends the process.
    if (!signals.isStopping()) throw fault;
  }
};

const summary = ({ addresses, credentials, state }: Mesh): string[] => {
  return [
    '',
    `Client       ${addresses.gatewayUrl}/`,
    `Reference    ${addresses.gatewayUrl}/docs`,
    `Gateway      ${addresses.gatewayUrl}`,
    ...Object.entries(credentials ?? {}).map(
      ([role, { email, password }]) => `${role.padEnd(12)} ${email.padEnd(24)} ${password}`,
    ),
    `Credentials  ${state.credentials}`,
    `Logs         ${state.logs}`,
    'Try          npm run demo',
  ];
};

const describeTraces = async ({ addresses, supervisor }: Mesh): Promise<string> => {
  if (!supervisor.has('jaeger')) return 'Traces       not stored: Jaeger is not among the requested parts';
  if (!supervisor.isRunning('jaeger')) {
    return `Traces       ${addresses.jaegerUrl} once Jaeger is built; until then spans wait in a queue`;
  }
  const { origin } = await findBinary('jaeger');
  const kind =
    origin === 'provisioned'
      ? 'query API only, this build has no UI; use npm run trace -- <request id>'
      : 'UI';
  return `Traces       ${addresses.jaegerUrl} (${kind})`;
};

await runCommand(start);
