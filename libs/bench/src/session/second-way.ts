import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import { assembleParts } from '@ai-teacher/local-mesh/mesh/assemble-parts.ts';
import type { Mesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { Supervisor } from '@ai-teacher/local-mesh/mesh/supervisor.ts';
import { waitForGatewayKeys } from '@ai-teacher/local-mesh/parts/envoy/gateway-keys.ts';
import type { Part } from '@ai-teacher/local-mesh/parts/part.ts';
import { meshPlan } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { endLeftovers } from '@ai-teacher/local-mesh/process/ledger.ts';
import type { Stoppable } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { type Addresses, portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { parseDocument, visit } from 'yaml';

/** Second processes of some parts in the same mesh, which share everything else with the first ones. */
export type SecondWay = Stoppable & {
  readonly addresses: Addresses;
  readonly doubled: readonly PartName[];
  readonly processId: (part: PartName) => number | undefined;
};

export type SecondPlan = {
  readonly name: string;
  /** The gateway and the services that run twice. */
  readonly doubled: readonly PartName[];
  /** Variables of the second processes. */
  readonly overrides: Partial<Record<PartName, Record<string, string>>>;
  readonly traced: boolean;
  /** Starts a program that the second processes call, and returns more variables of theirs. */
  readonly companion?: () => Promise<Companion>;
};

/** A program beside the mesh. */
export type Companion = {
  readonly overrides: SecondPlan['overrides'];
  readonly stop: () => void;
};

const withoutSpans = { OTEL_SDK_DISABLED: 'true', OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'none' };

/**
 * Plans a gateway without tracing and services without OpenTelemetry. Both differ from the shipped
 * processes in tracing only.
 */
export const untracedPlan = (services: readonly ServiceName[]): SecondPlan => ({
  name: 'untraced',
  doubled: ['gateway', ...services],
  overrides: Object.fromEntries(services.map((service) => [service, withoutSpans])),
  traced: false,
});

/** Merges plans of the same name, because the benches of a run share their second processes. */
export const mergeSeconds = (plans: readonly SecondPlan[]): SecondPlan[] =>
  [...Map.groupBy(plans, ({ name }) => name).values()].map((same) => ({
    ...(same[0] as SecondPlan),
    doubled: [...new Set(same.flatMap(({ doubled }) => doubled))],
    overrides: Object.assign({}, ...same.map(({ overrides }) => overrides)),
  }));

/** Separate ports for the second processes; all else is shared. */
const withOwnPorts = async (addresses: Addresses, doubled: readonly PartName[]): Promise<Addresses> => {
  const wanted = doubled.flatMap((part) =>
    Object.keys(meshPlan[part].ports).map((port): [PartName, string] => [part, port]),
  );
  const picked = await pickFreePorts(wanted.length);
  const ports = structuredClone(addresses.ports);
  for (const [index, [part, port]] of wanted.entries()) {
    const own = ports[part] ?? {};
    own[port] = picked[index] as number;
    ports[part] = own;
  }
  return { ...addresses, gatewayUrl: `http://localhost:${ports.gateway?.edge}`, ports };
};

/** Removes tracing from every HTTP connection manager of a rendered lds.yaml. */
export const withoutTracing = (text: string): string => {
  const document = parseDocument(text, { merge: true });
  let removed = 0;
  visit(document, {
    Pair: (_, pair) => {
      if (String(pair.key) !== 'tracing') return undefined;
      removed += 1;
      return visit.REMOVE;
    },
  });
  if (removed === 0) throw new Error('lds.yaml has no tracing to remove');
  return document.toString({ lineWidth: 0 });
};

const removeTracing = async (folder: string): Promise<void> => {
  const file = path.join(folder, 'lds.yaml');
  await writeFile(`${file}.new`, withoutTracing(await readFile(file, 'utf8')));
  await rename(`${file}.new`, file);
};

/** A part under another name, without dependencies: they run already. */
const asSecond = (part: Part, plan: SecondPlan, prepared: () => Promise<void>): Part => ({
  ...part,
  name: `${part.name}-${plan.name}`,
  dependsOn: [],
  prepare: async () => {
    const prepares = await part.prepare();
    if (part.name === 'gateway' && !plan.traced) await prepared();
    return prepares;
  },
});

/** Starts the second processes of a plan. They share databases, counters and keys with the first ones. */
export const startSecondWay = async (
  mesh: Mesh,
  plan: SecondPlan,
  {
    environment,
    progress,
  }: { environment: Readonly<Record<string, string | undefined>>; progress: Progress },
): Promise<SecondWay> => {
  const { doubled } = plan;
  const companion = await plan.companion?.();
  const addresses = await withOwnPorts(mesh.addresses, doubled);
  const state = {
    ...mesh.state,
    configuration: path.join(mesh.state.configuration, plan.name),
    ledger: path.join(mesh.state.root, `processes-${plan.name}.json`),
  };
  await endLeftovers(state.ledger);
  const secrets = await openSecrets(state.secrets, environment);
  const parts = assembleParts({
    state,
    addresses,
    secrets,
    environment,
    only: doubled,
    replicas: 1,
    overrides: { ...plan.overrides, ...companion?.overrides },
  });
  const supervisor = new Supervisor({
    parts: parts.map((part) =>
      asSecond(part, plan, () => removeTracing(path.join(state.configuration, 'envoy'))),
    ),
    state,
    progress,
    stageOf: (name) => (name.startsWith('gateway') ? 0 : 1),
    mayComeLater: () => false,
  });
  const stop = async () => {
    await supervisor.stopAll();
    companion?.stop();
  };
  const killNow = () => {
    supervisor.killAll();
    companion?.stop();
  };
  try {
    await supervisor.start();
    await waitForGatewayKeys(portOf(addresses, 'gateway', 'admin'));
  } catch (fault) {
    await stop();
    throw fault;
  }
  return {
    addresses,
    processId: (part) => supervisor.processId(`${part}-${plan.name}`),
    doubled,
    stop,
    killNow,
  };
};
