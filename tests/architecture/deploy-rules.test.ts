import {
  type Manifest,
  ofKind,
  overlays,
  podIn,
  renderOverlay,
  titleOf,
  workloadsIn,
} from '@ai-teacher/tooling/manifests/manifest.ts';
import { podRules, type Rule } from '@ai-teacher/tooling/manifests/pod-rules.ts';
import { systemRules } from '@ai-teacher/tooling/manifests/system-rules.ts';
import { beforeAll, describe, expect, it } from '@jest/globals';

const rules: Record<string, Rule> = { ...podRules, ...systemRules };
const rendered: Record<string, Manifest[]> = {};

beforeAll(async () => {
  const all = await Promise.all(overlays.map(async (overlay) => [overlay, await renderOverlay(overlay)]));
  Object.assign(rendered, Object.fromEntries(all));
}, 300_000);

const manifestsOf = (overlay: string): Manifest[] => structuredClone(rendered[overlay] ?? []);

describe.each(overlays)('the overlay %s', (overlay) => {
  it('has all parts, each object once', () => {
    const titles = manifestsOf(overlay).map(titleOf);
    expect(titles.length).toBeGreaterThan(100);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(Object.keys(rules))('%s', (name) => {
    expect(rules[name]?.(manifestsOf(overlay))).toEqual([]);
  });
});

const find = (manifests: readonly Manifest[], kind: string, name: string): Manifest =>
  manifests.find((each) => each.kind === kind && each.metadata.name === name);
const chat = (manifests: readonly Manifest[]): Manifest => find(manifests, 'Deployment', 'chat-service');
const podOfChat = (manifests: readonly Manifest[]): Manifest => podIn(chat(manifests)).spec;
const remove = (manifests: Manifest[], kind: string, name: string): void => {
  manifests.splice(manifests.indexOf(find(manifests, kind, name)), 1);
};

/** For each rule a breach of one object, and the start of its report. */
const canaries: Record<string, (manifests: Manifest[]) => void> = {
  'every container has requests and limits of processor time and memory': (manifests) => {
    delete podOfChat(manifests).containers[0].resources.limits.memory;
  },
  'every container has no capability, no way to gain one, and a read-only root': (manifests) => {
    podOfChat(manifests).initContainers[0].securityContext.capabilities.drop = [];
  },
  'every pod is not root, under the seccomp profile of the runtime, and apart from its node': (manifests) => {
    podOfChat(manifests).volumes.push({ name: 'node', hostPath: { path: '/' } });
  },
  'every image has a fixed version': (manifests) => {
    podOfChat(manifests).containers[0].image = 'ai-teacher/chat-service:latest';
  },
  'no pod has a token of Kubernetes': (manifests) => {
    delete podOfChat(manifests).automountServiceAccountToken;
  },
  'no pod receives variables about the Services beside it': (manifests) => {
    delete podOfChat(manifests).enableServiceLinks;
  },
  'every server has a probe of its start, its readiness and its life': (manifests) => {
    delete podOfChat(manifests).containers[0].startupProbe;
  },
  'the probes of a service ask its plain port, and its life depends on no other part': (manifests) => {
    podOfChat(manifests).containers[0].livenessProbe.httpGet.path = '/readyz';
  },
  'every server may lose one pod at a time to the maintenance of nodes': (manifests) =>
    remove(manifests, 'PodDisruptionBudget', 'chat-service'),
  'the pods of every server are distributed over zones and nodes': (manifests) => {
    podOfChat(manifests).topologySpreadConstraints.shift();
  },
  'every server grows by processor time, and a service and the gateway also by a number of their own': (
    manifests,
  ) => {
    find(manifests, 'HorizontalPodAutoscaler', 'chat-service').spec.metrics.pop();
  },
  'every server is given longer for its stop than its drain takes': (manifests) => {
    podIn(find(manifests, 'Deployment', 'gateway')).spec.terminationGracePeriodSeconds = 30;
  },
  'every store is given the time to read its data at its start': (manifests) => {
    podIn(find(manifests, 'StatefulSet', 'qdrant')).spec.containers[0].startupProbe.failureThreshold = 60;
  },
  'every server that waits before its stop leaves DNS at the begin of the wait': (manifests) => {
    find(manifests, 'Service', 'ratelimit').spec.publishNotReadyAddresses = true;
  },
  'the gateway drains before its stop, until no balancer sends it a request': (manifests) => {
    podIn(find(manifests, 'Deployment', 'gateway')).spec.containers[0].lifecycle.preStop.exec.command.pop();
  },
  'nothing is reachable that no policy names, and every pod has a policy of its own in both directions': (
    manifests,
  ) => remove(manifests, 'NetworkPolicy', 'chat-service'),
  'no object holds the value of a secret': (manifests) => {
    const url = podOfChat(manifests).containers[0].env.find(({ name }: Manifest) => name === 'DATABASE_URL');
    url.value = url.value.replace(/\$\(\w+\)/, 'a-value');
  },
  'every object that a pod names exists, or is a Secret that the operator creates': (manifests) =>
    remove(manifests, 'Certificate', 'chat-certificate'),
  'every service account is without a token': (manifests) => {
    find(manifests, 'ServiceAccount', 'chat-service').automountServiceAccountToken = true;
  },
  'the namespace enforces the restricted standard': (manifests) => {
    find(manifests, 'Namespace', 'ai-teacher').metadata.labels = {};
  },
};

describe('a breach is found, of the rule that', () => {
  it('has a canary for each rule', () => {
    expect(Object.keys(canaries).toSorted()).toEqual(Object.keys(rules).toSorted());
  });

  it.each(Object.entries(canaries))('%s', (name, breach) => {
    const manifests = manifestsOf('production');
    breach(manifests);
    const reports = rules[name]?.(manifests) ?? [];
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatch(/chat-service|gateway|ratelimit|qdrant|Namespace ai-teacher/);
  });
});

describe('the canaries', () => {
  it('begin from an overlay with workloads and scalers', () => {
    const manifests = manifestsOf('production');
    expect(workloadsIn(manifests).length).toBeGreaterThan(15);
    expect(ofKind(manifests, 'HorizontalPodAutoscaler').length).toBeGreaterThan(7);
  });
});
