import { partNames } from '../plan/mesh-plan.ts';
import type { PartName } from '../plan/part-plan.ts';
import { LaunchError } from '../terminal/launch-error.ts';

export type LaunchOptions = {
  state: string | undefined;
  gatewayPort: number;
  jaegerUiPort: number;
  /** All parts when undefined. */
  only: PartName[] | undefined;
  /** Processes of each service. */
  replicas: number;
};

const maxReplicas = 9;

/** Reads STATE_DIR, GATEWAY_PORT, JAEGER_UI_PORT, REPLICAS and `--only part,part`. */
export const readLaunchOptions = (
  environment: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): LaunchOptions => {
  requireClearText(environment.REQUIRE_TLS);
  return {
    state: environment.STATE_DIR,
    gatewayPort: portFrom(environment, 'GATEWAY_PORT', 8080),
    jaegerUiPort: portFrom(environment, 'JAEGER_UI_PORT', 16686),
    only: partsFrom(args),
    replicas: replicasFrom(environment.REPLICAS || '1'),
  };
};

/** The launcher, the demo and the walk talk to the gateway of this machine in clear text, on loopback. */
const requireClearText = (setting: string | undefined): void => {
  if (setting === undefined || setting === '' || setting === 'false') return;
  throw new LaunchError(
    'REQUIRE_TLS is a setting of the containers: the native mesh listens on loopback only.',
    'Unset it, or use docker compose up --build.',
  );
};

const portFrom = (
  environment: Readonly<Record<string, string | undefined>>,
  variable: string,
  otherwise: number,
): number => {
  const text = environment[variable] || String(otherwise);
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new LaunchError(`${variable} is "${text}", which is not a port.`, 'Use a number from 1 to 65535.');
};

const partsFrom = ([option, names, ...rest]: readonly string[]): PartName[] | undefined => {
  if (option === undefined) return undefined;
  const parts = (names ?? '').split(',') as PartName[];
  const unknown = parts.filter((name) => !partNames.includes(name));
  if (option === '--only' && rest.length === 0 && unknown.length === 0) return parts;
  throw new LaunchError(
    `Unknown arguments: ${[option, names, ...rest].filter(Boolean).join(' ')}`,
    `Usage: npm start [-- --only part,part]. Parts: ${partNames.join(', ')}.`,
  );
};

const replicasFrom = (text: string): number => {
  const replicas = Number(text);
  if (Number.isInteger(replicas) && replicas > 0 && replicas <= maxReplicas) return replicas;
  throw new LaunchError(
    `REPLICAS is "${text}", which is not a number of replicas.`,
    `Use a number from 1 to ${maxReplicas}.`,
  );
};
