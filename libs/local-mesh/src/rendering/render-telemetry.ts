import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { meshPlan } from '../plan/mesh-plan.ts';
import type { PartName } from '../plan/part-plan.ts';
import { type Addresses, furtherReplicas, portOf } from '../state/addresses.ts';
import { repositoryRoot } from '../state/state-directory.ts';
import { type Rewrite, rewriteYaml } from './rewrite-yaml.ts';

export type TelemetryPart = 'otel-collector' | 'jaeger' | 'prometheus';

/** The files of otel-collector/, with the ports of other parts that each file names. */
const files: Record<TelemetryPart, { name: string; calls: [part: PartName, port: string][] }> = {
  'otel-collector': { name: 'collector.yaml', calls: [['jaeger', 'otlp']] },
  jaeger: { name: 'jaeger.yaml', calls: [['prometheus', 'http']] },
  prometheus: {
    name: 'prometheus.yaml',
    calls: [
      ...serviceNames.map((name): [PartName, string] => [name, 'probe']),
      ['gateway', 'stats'],
      ['ratelimit', 'metrics'],
      ['otel-collector', 'metrics'],
      ['otel-collector', 'spans'],
      ['prometheus', 'http'],
    ],
  },
};

const source = path.join(repositoryRoot, 'otel-collector');

/**
 * All differences between the native file and the file of otel-collector/: ports, and the folder of the
 * rules.
 */
export const telemetryRewrite = (part: TelemetryPart, addresses: Addresses): Rewrite => {
  const own = Object.entries(meshPlan[part].ports).map(([port, number]) => [
    `0.0.0.0:${number}`,
    `127.0.0.1:${portOf(addresses, part, port)}`,
  ]);
  const called = files[part].calls.flatMap(([other, port]) => {
    const original = `${meshPlan[other].composeService}:${meshPlan[other].ports[port]}`;
    const native = `127.0.0.1:${portOf(addresses, other, port)}`;
    return [
      [original, native],
      [`http://${original}`, `http://${native}`],
    ];
  });
  return {
    addresses: Object.fromEntries([...own, ...called]),
    paths: { '/etc/otel-collector': source },
    replicas: furtherReplicas(addresses, 'probe'),
  };
};

/** Renders the file of a telemetry part and returns its path. */
export const renderTelemetry = async (
  part: TelemetryPart,
  rewrite: Rewrite,
  folder: string,
): Promise<string> => {
  const { name } = files[part];
  await mkdir(folder, { recursive: true });
  const text = await readFile(path.join(source, name), 'utf8');
  const target = path.join(folder, name);
  await writeFile(target, rewriteYaml(text, rewrite));
  return target;
};
