import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { meshPlan } from '../plan/mesh-plan.ts';
import type { PartName } from '../plan/part-plan.ts';
import { type Addresses, furtherReplicas, portOf } from '../state/addresses.ts';
import { repositoryRoot } from '../state/state-directory.ts';
import { type Rewrite, rewriteYaml } from './rewrite-yaml.ts';

/** The listener addresses in the files of envoy/, with the port name of each in the plan. */
const listeners: [address: string, port: string][] = [
  ['0.0.0.0:8080', 'edge'],
  ['0.0.0.0:8443', 'mesh'],
  ['127.0.0.1:9901', 'admin'],
  ['0.0.0.0:9902', 'stats'],
];

/** The parts that Envoy calls, with the port of each. */
const upstreams: [part: PartName, port: string][] = [
  ...serviceNames.map((name): [PartName, string] => [name, 'service']),
  ['ratelimit', 'grpc'],
  ['otel-collector', 'grpc'],
];

export type EnvoyFolders = {
  /** The folder for the rendered files. */
  configuration: string;
  /** One folder per identity. */
  certificates: string;
};

/** All differences between the native Envoy files and the files of envoy/. */
export const envoyRewrite = (
  addresses: Addresses,
  { configuration, certificates }: EnvoyFolders,
): Rewrite => {
  return {
    addresses: {
      ...Object.fromEntries(
        listeners.map(([address, port]) => [address, `127.0.0.1:${portOf(addresses, 'gateway', port)}`]),
      ),
      ...Object.fromEntries(
        upstreams.map(([part, port]) => {
          const { composeService, ports } = meshPlan[part];
          return [`${composeService}:${ports[port]}`, `127.0.0.1:${portOf(addresses, part, port)}`];
        }),
      ),
    },
    paths: { '/etc/envoy': configuration, '/certificates': certificates },
    replicas: furtherReplicas(addresses, 'service'),
  };
};

/** Renders the files of envoy/ into the configuration folder and returns the path of the bootstrap file. */
export const renderEnvoy = async (rewrite: Rewrite, configuration: string): Promise<string> => {
  const source = path.join(repositoryRoot, 'envoy');
  // ratelimit reads its own folder directly; the files there contain neither addresses nor paths.
  const files = (await readdir(source, { recursive: true })).filter((name) =>
    /^(?!ratelimit).*\.yaml$/.test(name),
  );
  for (const name of files) {
    const target = path.join(configuration, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeByMove(target, rewriteYaml(await readFile(path.join(source, name), 'utf8'), rewrite));
  }
  return path.join(configuration, 'envoy.yaml');
};

/** Envoy re-reads a file only when another file is moved over it. */
const writeByMove = async (target: string, text: string): Promise<void> => {
  await writeFile(`${target}.new`, text);
  await rename(`${target}.new`, target);
};
