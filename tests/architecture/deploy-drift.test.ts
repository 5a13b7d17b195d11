import { randomBytes } from 'node:crypto';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { certificateNames, identityNames } from '@ai-teacher/local-mesh/plan/identities.ts';
import { meshPlan, partNames } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import { readConfig } from '@ai-teacher/service-kit/config.ts';
import { environmentOf } from '@ai-teacher/tooling/env-example.ts';
import {
  containersIn,
  type Manifest,
  ofKind,
  overlays,
  podIn,
  renderOverlay,
  serversIn,
  workloadsIn,
} from '@ai-teacher/tooling/manifests/manifest.ts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { compose } from './compose-file.ts';
import { textOfFile } from './tracked-files.ts';

const rendered: Record<string, Manifest[]> = {};

beforeAll(async () => {
  for (const overlay of overlays) rendered[overlay] = await renderOverlay(overlay);
}, 300_000);

const planned = partNames.map((part) => meshPlan[part].composeService);
const composedNetworks = (name: string): string[] =>
  compose.services[name === 'sampling-collector' ? 'otel-collector' : name]?.networks ?? [];
const nameOf = ({ metadata }: Manifest): string => metadata.name;

/** The environment as Kubernetes expands it, with strong values for secrets and no optional variable. */
const expandedEnvironment = (container: Manifest): Record<string, string> => {
  const values: Record<string, string> = {};
  for (const { name, value, valueFrom } of container.env) {
    const reference = valueFrom?.secretKeyRef ?? valueFrom?.configMapKeyRef;
    if (reference?.optional) continue;
    const strong = /EMAIL/.test(name) ? 'admin@school.example' : randomBytes(36).toString('base64url');
    values[name] = reference
      ? strong
      : value.replaceAll(/\$\((\w+)\)/g, (_: string, other: string) => values[other]);
  }
  return values;
};

type Pair = { from: string; to: string; port: number };
const textOf = ({ from, to, port }: Pair): string => `${from} → ${to}:${port}`;
const nameLabel = (selector: Manifest): string => {
  const { 'app.kubernetes.io/name': part, 'ai-teacher/store': store } = selector?.matchLabels ?? {};
  return part ?? store ?? '';
};

/** The pairs that the policies of one direction name. */
const pairsOf = (manifests: readonly Manifest[], direction: 'ingress' | 'egress'): string[] => {
  const side = direction === 'ingress' ? 'from' : 'to';
  return ofKind(manifests, 'NetworkPolicy')
    .flatMap(({ spec }) => {
      const own = nameLabel(spec.podSelector);
      return (spec[direction] ?? []).flatMap((rule: Manifest) =>
        (rule[side] ?? []).flatMap((peer: Manifest) => {
          const other = nameLabel(peer.podSelector);
          if (own === '' || other === '') return [];
          const pair = direction === 'ingress' ? { from: other, to: own } : { from: own, to: other };
          return rule.ports.map(({ port }: Manifest) => textOf({ ...pair, port }));
        }),
      );
    })
    .toSorted();
};

describe.each(overlays)('compose, the native mesh and the overlay %s describe one system', (overlay) => {
  const manifests = (): Manifest[] => rendered[overlay] ?? [];

  it('has the parts of the plan, and the jobs of the containers that run once', () => {
    const servers = [...serversIn(manifests()), ...ofKind(manifests(), 'Cluster')].map(nameOf);
    expect(servers.toSorted()).toEqual([...planned, 'sampling-collector'].toSorted());
    const once = Object.keys(compose.services).filter((name) => /-migrations$|^databases$/.test(name));
    const expected = overlay === 'production' ? once.filter((name) => name !== 'databases') : once;
    expect(ofKind(manifests(), 'Job').map(nameOf).toSorted()).toEqual(expected.toSorted());
  });

  it('runs the images of compose, and our own in the version of the repository', () => {
    const { version } = JSON.parse(textOfFile('package.json'));
    const images = workloadsIn(manifests()).flatMap((workload) =>
      containersIn(workload).map(({ image }) => image),
    );
    const composed = new Set(
      Object.values(compose.services).map(({ image, build }) => (build ? `${image}:${version}` : image)),
    );
    expect(images.length).toBeGreaterThan(20);
    expect(images.filter((image) => !composed.has(image))).toEqual([]);
  });

  it('gives each service an environment with which its own config.ts lets it start', async () => {
    for (const service of serviceNames) {
      const [container] = podIn(serversIn(manifests()).find((each) => nameOf(each) === `${service}-service`))
        .spec.containers;
      const schema = await environmentOf(service);
      const config = readConfig(schema, expandedEnvironment(container));
      expect(config).toMatchObject({ DEPLOYMENT_MODE: 'production' });
      const read = new Set([...Object.keys(schema.shape), 'OTEL_EXPORTER_OTLP_ENDPOINT']);
      const unread = container.env
        .map(({ name }: Manifest) => name)
        .filter((name: string) => !read.has(name) && !/_PASSWORD$/.test(name));
      expect({ service, unread }).toEqual({ service, unread: [] });
    }
  });

  it('offers each address that a part names, at a Service with that port', () => {
    const known = new Set(
      ofKind(manifests(), 'Service').flatMap((each) =>
        each.spec.ports.map(({ port }: Manifest) => `${nameOf(each)}:${port}`),
      ),
    );
    const texts = workloadsIn(manifests()).flatMap((workload) =>
      containersIn(workload).flatMap(({ env = [] }) => env.map(({ value = '' }: Manifest) => value)),
    );
    const named = texts.flatMap((text: string) => text.match(/(?<=\/\/|@|^)[a-z][a-z-]+:\d{4,5}/g) ?? []);
    const ofEnvoy = [...textOfFile('envoy/cds.yaml').matchAll(/address: ([a-z][\w-]+), port_value: (\d+)/g)];
    const wanted = [...named, ...ofEnvoy.map(([, host, port]) => `${host}:${port}`)];
    expect(wanted.length).toBeGreaterThan(30);
    expect([...new Set(wanted)].filter((address) => !known.has(address))).toEqual([]);
  });

  it('certifies each identity of the mesh by its SPIFFE id, and mounts each key for its holder alone', () => {
    const certificates = ofKind(manifests(), 'Certificate');
    const ids = certificates.flatMap(({ spec }) => spec.uris ?? []);
    expect(ids.toSorted()).toEqual(identityNames.map((name) => `spiffe://ai-teacher/${name}`).toSorted());
    for (const identity of certificateNames) {
      const holders = workloadsIn(manifests()).filter((workload) =>
        podIn(workload).spec.volumes.some(
          ({ secret }: Manifest) => secret?.secretName === `${identity}-certificate`,
        ),
      );
      const holder = partNames.find((part) => meshPlan[part].identities.includes(identity));
      expect(holders.map(nameOf)).toEqual([meshPlan[holder ?? 'gateway'].composeService]);
    }
  });

  it('lets each part call exactly the parts that admit the call', () => {
    const egress = pairsOf(manifests(), 'egress');
    expect(egress.length).toBeGreaterThan(40);
    expect(pairsOf(manifests(), 'ingress')).toEqual(egress);
  });

  it('lets exactly the services call the mesh listener that an operation names as callers', () => {
    const callers = new Set(allOperations.flatMap(({ access }) => access.services ?? []));
    const admitted = pairsOf(manifests(), 'egress').filter((pair) => pair.endsWith('→ gateway:8443'));
    expect(admitted).toEqual([...callers].map((name) => `${name}-service → gateway:8443`).toSorted());
  });

  it('lets no service call another without the gateway', () => {
    const direct = pairsOf(manifests(), 'egress').filter((pair) => /^\w+-service → \w+-service:/.test(pair));
    expect(direct).toEqual([]);
  });

  it('connects only parts that share a network in compose', () => {
    const strangers = pairsOf(manifests(), 'egress').filter((pair) => {
      const [from = '', to = ''] = pair.replace(/:\d+$/, '').split(' → ');
      return !composedNetworks(from).some((network) => composedNetworks(to).includes(network));
    });
    expect(strangers).toEqual([]);
  });

  it('leads out of the cluster from the parts alone that compose lets out', () => {
    const out = ofKind(manifests(), 'NetworkPolicy').filter(({ spec }) =>
      (spec.egress ?? []).some(({ to = [] }: Manifest) => to.some(({ ipBlock }: Manifest) => ipBlock)),
    );
    expect(out.map(nameOf)).toEqual(['chat-service', 'exam-service']);
  });

  it('gives the gateway the files of envoy/ unchanged', () => {
    const map = ofKind(manifests(), 'ConfigMap').find((each) => nameOf(each).startsWith('envoy-'));
    for (const file of ['envoy.yaml', 'lds.yaml', 'cds.yaml', 'rds.yaml', 'rds-mesh.yaml', 'drain.sh'])
      expect(map.data[file]).toBe(textOfFile(`envoy/${file}`));
    for (const file of ['edge', 'gateway', 'mesh', 'trust'])
      expect(map.data[`sds.${file}.yaml`]).toBe(textOfFile(`envoy/sds/${file}.yaml`));
  });
});

describe('the policies of the overlay production', () => {
  const policies = () => ofKind(rendered.production ?? [], 'NetworkPolicy');
  const cluster = () => ofKind(rendered.production ?? [], 'Cluster')[0];

  it('name the pods of CloudNativePG by labels that they inherit, and that the operator does not set', () => {
    const { labels } = cluster().spec.inheritedMetadata;
    expect(Object.keys(labels).filter((name) => /(^|\.)(kubernetes|cnpg)\.io\//.test(name))).toEqual([]);
    const named = policies().flatMap(({ spec }) =>
      [...(spec.ingress ?? []), ...(spec.egress ?? [])].flatMap(({ from = [], to = [] }: Manifest) => [
        ...from,
        ...to,
      ]),
    );
    const selectors = [
      ...policies().map(({ spec }) => spec.podSelector),
      ...named.map((peer) => peer.podSelector),
    ];
    const ofStore = selectors.filter((selector) => nameLabel(selector) === 'postgres');
    expect(ofStore.length).toBeGreaterThan(12);
    for (const { matchLabels } of ofStore) expect(matchLabels).toEqual(labels);
  });
});
