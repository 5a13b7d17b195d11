import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import {
  type Manifest,
  manifestsOf,
  ofKind,
  overlays,
  podIn,
  renderOverlay,
  selects,
  titleOf,
} from '../src/manifests/manifest.ts';
import { podRules, type Rule } from '../src/manifests/pod-rules.ts';
import { renderWithCanary } from '../src/manifests/render-with-canary.ts';
import { systemRules } from '../src/manifests/system-rules.ts';

let plain: Manifest[];
let withCanary: Manifest[];

beforeAll(async () => {
  plain = await renderOverlay('production');
  withCanary = manifestsOf(await renderWithCanary('production', { exam: 20 }));
}, 120_000);

const find = (manifests: readonly Manifest[], kind: string, name: string): Manifest =>
  ofKind(manifests, kind).find(({ metadata }) => metadata.name === name);
const labelsOf = (name: string): Record<string, string> =>
  podIn(find(withCanary, 'Deployment', name)).metadata.labels;

describe('the component of a canary', () => {
  it('adds a Service that Prometheus looks up, for each service', () => {
    const map = ofKind(plain, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('scrapes-'));
    const { scrape_configs } = parse(map.data['prometheus.yaml']);
    const names = scrape_configs.flatMap((job: Manifest) =>
      job.dns_sd_configs.flatMap((each: Manifest) => each.names),
    );
    expect(names).toEqual(expect.arrayContaining(serviceNames.map((name) => `${name}-service-canary`)));
    const added = ofKind(withCanary, 'Service').map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(added.filter((name) => name.endsWith('-canary'))));
  });

  it('adds a Service and a Deployment, and changes the clusters of the gateway alone', () => {
    const titles = (manifests: readonly Manifest[]) =>
      manifests.map(titleOf).map((title) => title.replace(/(ConfigMap envoy)-\w+/, '$1'));
    const added = titles(withCanary).filter((title) => !titles(plain).includes(title));
    expect(added.toSorted()).toEqual(['Deployment exam-service-canary', 'Service exam-service-canary']);
    const files = (manifests: readonly Manifest[]): Record<string, string> =>
      ofKind(manifests, 'ConfigMap').find(({ metadata }) => /^envoy-/.test(metadata.name))?.data ?? {};
    const [before, after] = [files(plain), files(withCanary)];
    expect(Object.keys(after).filter((name) => before[name] !== after[name])).toEqual(['cds.yaml']);
    const cluster = parse(after['cds.yaml'] ?? '').resources.find(
      ({ name }: Manifest) => name === 'exam-service',
    );
    expect(cluster.load_assignment.endpoints.map((each: Manifest) => each.load_balancing_weight)).toEqual([
      80, 20,
    ]);
  });

  it('has pods that only its own Service and Deployment select', () => {
    for (const [own, other] of [
      ['exam-service', 'exam-service-canary'],
      ['exam-service-canary', 'exam-service'],
    ] as const) {
      const service = find(withCanary, 'Service', own).spec.selector;
      const deployment = find(withCanary, 'Deployment', own).spec.selector.matchLabels;
      for (const selector of [service, deployment])
        expect([own, other].map((name) => selects(selector, labelsOf(name)))).toEqual([true, false]);
    }
  });

  it('has pods with every network policy of the stable version, and with every rule of pods', () => {
    const policiesOf = (name: string) =>
      ofKind(withCanary, 'NetworkPolicy').filter(({ spec }) =>
        selects(spec.podSelector?.matchLabels, labelsOf(name)),
      );
    expect(policiesOf('exam-service-canary').map(titleOf)).toEqual(policiesOf('exam-service').map(titleOf));
    expect(policiesOf('exam-service').length).toBeGreaterThan(1);
    expect(Object.values(podRules).flatMap((rule) => rule(withCanary))).toEqual([]);
  });

  it('runs its own image in both containers', () => {
    const { containers, initContainers } = podIn(find(withCanary, 'Deployment', 'exam-service-canary')).spec;
    const images = [...containers, ...initContainers].map(({ image }: Manifest) => image.split(':')[0]);
    expect(new Set(images)).toEqual(new Set(['ai-teacher/exam-service-canary']));
  });
});

/** The weight chooses the share of a canary, so its number of pods is a setting. */
const ofStableAlone =
  'every server grows by processor time, and a service and the gateway also by a number of their own';

describe.each(overlays)('the overlay %s with a canary of each service', (overlay) => {
  let manifests: Manifest[];
  beforeAll(async () => {
    const weights = Object.fromEntries(serviceNames.map((name) => [name, 20]));
    manifests = manifestsOf(await renderWithCanary(overlay, weights));
  }, 120_000);

  it('has a Deployment for each canary, and every object only once', () => {
    const titles = manifests.map(titleOf);
    const expected = serviceNames.map((name) => `Deployment ${name}-service-canary`);
    expect(titles).toEqual(expect.arrayContaining(expected));
    expect(new Set(titles).size).toBe(titles.length);
  });

  const rules: Record<string, Rule> = { ...podRules, ...systemRules };
  it.each(Object.keys(rules).filter((name) => name !== ofStableAlone))('%s', (name) => {
    expect(rules[name]?.(manifests)).toEqual([]);
  });
});
