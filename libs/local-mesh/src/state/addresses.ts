import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { z } from 'zod';
import { meshPlan, partNames } from '../plan/mesh-plan.ts';
import { type ProcessName, partOf, processesOf } from '../plan/replicas.ts';
import { pickFreePorts, requireFreePort } from '../process/free-port.ts';
import { writePrivately } from './state-directory.ts';

const addressesShape = z.object({
  /** The address for clients. */
  gatewayUrl: z.url(),
  meshUrl: z.url(),
  jaegerUrl: z.url(),
  jaegerUi: z.int(),
  /** Process name → port name → number, all on 127.0.0.1. */
  ports: z.record(z.string(), z.record(z.string(), z.int())),
});

export type Addresses = z.output<typeof addressesShape>;

const addressesFile = (stateDirectory: string) => path.join(stateDirectory, 'addresses.json');

/** The current or latest addresses of the mesh in this state folder, or undefined when it never ran. */
export const readAddresses = async (stateDirectory: string): Promise<Addresses | undefined> => {
  const text = await readFile(addressesFile(stateDirectory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : addressesShape.parse(JSON.parse(text));
};

/**
 * Assigns a free port to every port name of the plan, separately for each replica of a service. The ports of
 * the gateway and of Jaeger, which people type, are the given ones when given.
 */
export const assignAddresses = async (
  stateDirectory: string,
  fixed: { gatewayPort?: number | undefined; jaegerUiPort?: number | undefined },
  replicas = 1,
): Promise<Addresses> => {
  const { gatewayPort, jaegerUiPort } = fixed;
  if (gatewayPort) await requireFreePort(gatewayPort, { purpose: 'the gateway', variable: 'GATEWAY_PORT' });
  if (jaegerUiPort) await requireFreePort(jaegerUiPort, { purpose: 'Jaeger', variable: 'JAEGER_UI_PORT' });
  const wanted = partNames.flatMap((part) =>
    processesOf(part, replicas).flatMap((process) =>
      Object.keys(meshPlan[part].ports).map((port) => ({ part: process, port })),
    ),
  );
  const picked = await pickFreePorts(wanted.length);
  const ports: Record<string, Record<string, number>> = {};
  for (const [index, { part, port }] of wanted.entries()) {
    const own = ports[part] ?? {};
    ports[part] = own;
    own[port] = fixedPort(part, port, fixed) ?? (picked[index] as number);
  }
  const addresses = addressesOf(ports);
  await writePrivately(addressesFile(stateDirectory), addresses);
  return addresses;
};

export const portOf = (addresses: Addresses, part: ProcessName, port: string): number => {
  const found = addresses.ports[part]?.[port];
  if (found === undefined) throw new Error(`the plan has no port ${port} of ${part}`);
  return found;
};

/** `service:port` of the containers → the native addresses of all replicas except the first. */
export const furtherReplicas = (
  addresses: Addresses,
  port: 'service' | 'probe',
): Record<string, string[]> => {
  const all = Object.keys(addresses.ports) as ProcessName[];
  return Object.fromEntries(
    serviceNames.map((name) => [
      `${meshPlan[name].composeService}:${meshPlan[name].ports[port]}`,
      all
        .filter((each) => each !== name && partOf(each) === name)
        .map((each) => `127.0.0.1:${portOf(addresses, each, port)}`),
    ]),
  );
};

const fixedPort = (
  part: ProcessName,
  port: string,
  fixed: Parameters<typeof assignAddresses>[1],
): number | undefined => {
  if (part === 'gateway' && port === 'edge') return fixed.gatewayPort;
  if (part === 'jaeger' && port === 'ui') return fixed.jaegerUiPort;
  return undefined;
};

const addressesOf = (ports: Record<string, Record<string, number>>): Addresses => {
  const jaegerUi = ports.jaeger?.ui ?? 0;
  return {
    gatewayUrl: `http://localhost:${ports.gateway?.edge}`,
    meshUrl: `https://127.0.0.1:${ports.gateway?.mesh}`,
    jaegerUrl: `http://localhost:${jaegerUi}`,
    jaegerUi,
    ports,
  };
};
