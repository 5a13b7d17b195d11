import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Addresses, portOf } from './addresses.ts';
import { meshPlan, type PartName } from './mesh-plan.ts';
import { type Rewrite, rewriteYaml } from './rewrite-yaml.ts';
import { repositoryRoot } from './state-directory.ts';

export type TelemetryPart = 'otel-collector' | 'jaeger';

const files: Record<TelemetryPart, { name: string; calls: [part: PartName, port: string][] }> = {
  'otel-collector': { name: 'collector.yaml', calls: [['jaeger', 'otlp']] },
  jaeger: { name: 'jaeger.yaml', calls: [] },
};

/** Everything in which the native file differs from the one of otel-collector/: its own ports and who it calls. */
export function telemetryRewrite(part: TelemetryPart, addresses: Addresses): Rewrite {
  const own = Object.entries(meshPlan[part].ports).map(([port, number]) => [
    `0.0.0.0:${number}`,
    `127.0.0.1:${portOf(addresses, part, port)}`,
  ]);
  const called = files[part].calls.map(([other, port]) => [
    `${meshPlan[other].composeService}:${meshPlan[other].ports[port]}`,
    `127.0.0.1:${portOf(addresses, other, port)}`,
  ]);
  return { addresses: Object.fromEntries([...own, ...called]), paths: {} };
}

/** Renders the file of one of the two telemetry parts and answers its path. */
export async function renderTelemetry(
  part: TelemetryPart,
  rewrite: Rewrite,
  folder: string,
): Promise<string> {
  const { name } = files[part];
  await mkdir(folder, { recursive: true });
  const text = await readFile(path.join(repositoryRoot, 'otel-collector', name), 'utf8');
  const target = path.join(folder, name);
  await writeFile(target, rewriteYaml(text, rewrite));
  return target;
}
