/**
 * `npm run deploy:check`: applies each overlay to a real API server of Kubernetes as a server-side dry run,
 * as it is and with a canary of each service. The server refuses unknown fields and invalid values, also of
 * cert-manager's and CloudNativePG's resources by their published schemas, and warns of pods that the
 * restricted standard would reject.
 */
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { type ApiServer, startApiServer } from './cluster/api-server.ts';
import { schemaFolders } from './cluster/cluster-programs.ts';
import { overlays, renderFolder } from './manifest.ts';
import { renderWithCanary } from './render-with-canary.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const apply = ['apply', '--server-side', '--filename'];

/** The complaints of the server about manifests, as lines; empty when it accepts them. */
const complaintsAbout = async ({ kubectl }: ApiServer, text: string): Promise<string[]> => {
  const { stderr, failed } = await kubectl([...apply, '-', '--dry-run=server'], text);
  const lines = stderr.split('\n').filter((line) => line !== '');
  return failed && lines.length === 0 ? ['kubectl failed without a reason'] : lines;
};

/** Breaches that the API server must name, or the check proves nothing. */
const breaches = [
  {
    what: 'an unknown field of a custom resource',
    breach: (text: string) => text.replace('minSyncReplicas:', 'minSyncReplica:'),
    named: /minSyncReplica\b.*not declared in schema/,
  },
  {
    what: 'a value that cert-manager does not know',
    breach: (text: string) => text.replace('rotationPolicy: Always', 'rotationPolicy: Often'),
    named: /Unsupported value: "Often"/,
  },
  {
    what: 'a pod that may be root',
    breach: (text: string) => text.replace('runAsNonRoot: true', 'runAsNonRoot: false'),
    named: /violate PodSecurity .*runAsNonRoot/,
  },
];

const prepare = async ({ kubectl }: ApiServer, namespace: string): Promise<void> => {
  for (const folder of await schemaFolders()) {
    const { failed, stderr } = await kubectl([...apply, folder]);
    if (failed) throw new Error(`the schemas in ${folder} were refused:\n${stderr}`);
  }
  // A dry run stores nothing, so the namespace must exist before the objects in it.
  const { failed, stderr } = await kubectl([...apply, '-'], namespace);
  if (failed) throw new Error(`the namespace was refused:\n${stderr}`);
};

const namespaceOf = (text: string): string =>
  text.split(/^---$/m).find((document) => /^kind: Namespace$/m.test(document)) ?? '';

/** Sends a fifth of the requests of each service to its canary. */
const everyCanary = Object.fromEntries(serviceNames.map((name) => [name, 20]));

/** Prints whether the server accepts manifests. @returns the number of its complaints. */
const sayWhether = async (server: ApiServer, what: string, text: string): Promise<number> => {
  const complaints = await complaintsAbout(server, text);
  say(complaints.length === 0 ? `${what}: accepted` : `${what}:\n  ${complaints.join('\n  ')}`);
  return complaints.length;
};

const check = async (server: ApiServer): Promise<number> => {
  let faults = 0;
  for (const overlay of overlays) {
    const text = await renderFolder(`deploy/overlays/${overlay}`);
    if (overlay === overlays[0]) await prepare(server, namespaceOf(text));
    const withCanaries = await renderWithCanary(overlay, everyCanary);
    faults += await sayWhether(server, overlay, text);
    faults += await sayWhether(server, `${overlay} with a canary of each service`, withCanaries);
  }
  const production = await renderFolder('deploy/overlays/production');
  for (const { what, breach, named } of breaches) {
    const isFound = (await complaintsAbout(server, breach(production))).some((line) => named.test(line));
    if (!isFound) faults += 1;
    say(`${what}: ${isFound ? 'refused, as it must be' : 'NOT FOUND by the server'}`);
  }
  return faults;
};

const run = async (): Promise<void> => {
  let last = '';
  const server = await startApiServer((text) => {
    if (text !== last) say(text);
    last = text;
  });
  try {
    const faults = await check(server);
    if (faults > 0) process.exitCode = 1;
  } finally {
    await server.stop();
  }
};

await run().catch((fault: unknown) => {
  const advice = fault instanceof LaunchError ? `\n${fault.advice}` : '';
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}${advice}\n`);
  process.exitCode = 1;
});
