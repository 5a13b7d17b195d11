import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { canaryComponent } from '../src/deploy/canary-component.ts';
import { type Manifest, manifestsOf, ofKind, podIn, selects, titleOf } from '../src/manifests/manifest.ts';
import { podRules } from '../src/manifests/pod-rules.ts';

let folder: string;
let plain: Manifest[];
let withCanary: Manifest[];

const render = async (): Promise<Manifest[]> => {
  const { file } = await findBinary('kustomize');
  const overlay = path.join(folder, 'deploy', 'overlays', 'production');
  const { stdout } = await promisify(execFile)(file, ['build', overlay], { maxBuffer: 64 * 1024 * 1024 });
  return manifestsOf(stdout);
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-canary-'));
  for (const name of ['deploy', 'envoy', 'otel-collector'])
    await cp(path.join(repositoryRoot, name), path.join(folder, name), { recursive: true });
  plain = await render();
  const files = await canaryComponent({ exam: 20 }, (file) => readFile(path.join(folder, file), 'utf8'));
  const overlay = path.join(folder, 'deploy', 'overlays', 'production');
  await mkdir(path.join(overlay, 'canary'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(overlay, 'canary', name), text);
  await appendFile(path.join(overlay, 'kustomization.yaml'), 'components: [canary]\n');
  withCanary = await render();
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const find = (manifests: readonly Manifest[], kind: string, name: string): Manifest =>
  ofKind(manifests, kind).find(({ metadata }) => metadata.name === name);
const labelsOf = (name: string): Record<string, string> =>
  podIn(find(withCanary, 'Deployment', name)).metadata.labels;

describe('the component of a canary', () => {
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
