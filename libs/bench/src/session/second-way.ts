import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assembleParts } from '@ai-teacher/local-mesh/mesh/assemble-parts.ts';
import type { Mesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { Supervisor } from '@ai-teacher/local-mesh/mesh/supervisor.ts';
import { waitForGatewayKeys } from '@ai-teacher/local-mesh/parts/envoy/gateway-keys.ts';
import type { Part } from '@ai-teacher/local-mesh/parts/part.ts';
import { meshPlan } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { endLeftovers } from '@ai-teacher/local-mesh/process/ledger.ts';
import { type Addresses, portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { parseDocument, visit } from 'yaml';

/** The same way without tracing, in the same mesh, for the comparison with the shipped one. */
export type UntracedWay = { readonly addresses: Addresses; readonly supervisor: Supervisor };

const doubled = ['gateway', 'user'] as const;

/** Separate ports for the second gateway and user service; all else is shared. */
const withOwnPorts = async (addresses: Addresses): Promise<Addresses> => {
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
const asSecond = (part: Part, prepared?: () => Promise<void>): Part => ({
  ...part,
  name: `${part.name}-untraced`,
  dependsOn: [],
  prepare: async () => {
    const plan = await part.prepare();
    await prepared?.();
    return plan;
  },
});

/**
 * Starts a second gateway without tracing before a second user service without OpenTelemetry. They share
 * database, counters and keys with the shipped ones, so only tracing differs.
 */
export const startUntracedWay = async (
  mesh: Mesh,
  {
    environment,
    progress,
  }: { environment: Readonly<Record<string, string | undefined>>; progress: Progress },
): Promise<UntracedWay> => {
  const addresses = await withOwnPorts(mesh.addresses);
  const state = {
    ...mesh.state,
    configuration: path.join(mesh.state.configuration, 'untraced'),
    ledger: path.join(mesh.state.root, 'processes-untraced.json'),
  };
  await endLeftovers(state.ledger);
  const [gateway, user] = assembleParts({
    state,
    addresses,
    secrets: await openSecrets(state.secrets, environment),
    environment,
    only: doubled,
    replicas: 1,
    overrides: { user: { OTEL_SDK_DISABLED: 'true', OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'none' } },
  }) as [Part, Part];
  const supervisor = new Supervisor({
    parts: [asSecond(gateway, () => removeTracing(path.join(state.configuration, 'envoy'))), asSecond(user)],
    state,
    progress,
    stageOf: (name) => (name.startsWith('gateway') ? 0 : 1),
    mayComeLater: () => false,
  });
  await supervisor.start();
  await waitForGatewayKeys(portOf(addresses, 'gateway', 'admin'));
  return { addresses, supervisor };
};
