import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import {
  containersIn,
  type Manifest,
  ofKind,
  overlays,
  podIn,
  renderOverlay,
  titleOf,
  workloadsIn,
} from '@ai-teacher/tooling/manifests/manifest.ts';
import { operatorSecrets } from '@ai-teacher/tooling/manifests/system-rules.ts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { compose } from './compose-file.ts';
import { textOfFile } from './tracked-files.ts';

/** Records its calls. Of all programs of the page only the one that makes secrets does its work. */
const recorder = `#!/bin/bash
{ printf '%s\\t' "\${0##*/}" "$@"; echo; } >> "$CALLS"
if [ "\${0##*/} $*" = 'npm run secrets' ]; then node "$ROOT/libs/tooling/src/compose/write-secrets.mjs"; fi
`;
const recorded = ['docker', 'kubectl', 'kustomize', 'npm'];

/** The commands of `deploy/README.md` in their order, each with its arguments, for an overlay. */
const callsOfPage = async (overlay: string): Promise<string[][]> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-page-'));
  try {
    const programs = path.join(folder, 'programs');
    await mkdir(path.join(folder, 'deploy', 'overlays', overlay), { recursive: true });
    await mkdir(programs);
    await copyFile(path.join(repositoryRoot, '.env.example'), path.join(folder, '.env.example'));
    await writeFile(path.join(programs, 'recorder'), recorder);
    await chmod(path.join(programs, 'recorder'), 0o700);
    for (const name of recorded) await symlink('recorder', path.join(programs, name));
    const blocks = [...textOfFile('deploy/README.md').matchAll(/```sh\n([\s\S]*?)```/g)].map(
      ([, block]) => block,
    );
    const script = blocks.join('\n').replaceAll('deploy/overlays/single-node', `deploy/overlays/${overlay}`);
    const calls = path.join(folder, 'calls');
    const environment = { PATH: `${programs}:${process.env.PATH}`, CALLS: calls, ROOT: repositoryRoot };
    await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `NEW_VERSION=2\n${script}`], {
      cwd: folder,
      env: environment,
    });
    const lines = (await readFile(calls, 'utf8')).trimEnd().split('\n');
    return lines.map((line) => line.replace(/\t$/, '').split('\t'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].toSorted();

describe.each(overlays)('deploy/README.md, followed for the overlay %s,', (overlay) => {
  let calls: string[][] = [];
  let manifests: Manifest[] = [];
  beforeAll(async () => {
    [calls, manifests] = await Promise.all([callsOfPage(overlay), renderOverlay(overlay)]);
  }, 120_000);

  /** The arguments of each command that begins so. */
  const argumentsOf = (...start: readonly string[]): string[][] =>
    calls
      .filter((call) => start.every((word, place) => call[place] === word))
      .map((call) => call.slice(start.length));

  it('builds, pushes and names each of our images that the manifests run', () => {
    const run = workloadsIn(manifests).flatMap((workload) =>
      containersIn(workload).map(({ image }): string => image.split(':')[0]),
    );
    const named = argumentsOf('kustomize', 'edit', 'set', 'image').map(([text = '']) => text.split('='));
    const ownImages = run.filter((name) => name.startsWith('ai-teacher/'));
    const first = named.filter(([name = '']) => !name.endsWith('-canary'));
    expect(sorted(ownImages).length).toBeGreaterThan(6);
    expect(first.map(([name = '']) => name)).toEqual(expect.arrayContaining(sorted(ownImages)));
    const pushed = sorted(argumentsOf('docker', 'push').map(([image = '']) => image));
    expect(sorted(first.map(([, image = '']) => image))).toEqual(pushed);
    const builds = argumentsOf('docker', 'build');
    const valueAfter = (call: string[], option: string) => call[call.indexOf(option) + 1] ?? '';
    expect(sorted(builds.map((call) => valueAfter(call, '-t')))).toEqual(pushed);
    const stages = [...textOfFile('services/Dockerfile').matchAll(/^FROM .* AS (\S+)$/gm)].map(
      ([, stage]) => stage,
    );
    expect(stages).toEqual(expect.arrayContaining(builds.map((call) => valueAfter(call, '--target'))));
  });

  it('creates each key of a Secret that a pod demands, with a value', () => {
    const demanded = workloadsIn(manifests).flatMap((workload) =>
      containersIn(workload).flatMap(({ env = [] }) =>
        env.flatMap(({ valueFrom }: Manifest): string[] => {
          const { name, key, optional } = valueFrom?.secretKeyRef ?? { optional: true };
          return optional ? [] : [`${name}.${key}`];
        }),
      ),
    );
    const created = argumentsOf('kubectl', '-n', 'ai-teacher', 'create', 'secret', 'generic').flatMap(
      ([name, ...options]) =>
        options.flatMap((option) => {
          const [, key, value] = /^--from-literal=(\w+)=(.+)$/.exec(option) ?? [];
          return value === undefined ? [] : [`${name}.${key}`];
        }),
    );
    expect(demanded.length).toBeGreaterThan(20);
    expect(sorted(demanded).filter((key) => !created.includes(key))).toEqual([]);
    const names = sorted(created.map((key) => key.split('.')[0] ?? ''));
    expect(names).toEqual(operatorSecrets(manifests).toSorted());
  });

  it('names only workloads that exist', () => {
    const kinds = ['deployment', 'statefulset'];
    const known = ofKind(manifests, 'Deployment', 'StatefulSet').map(
      ({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`,
    );
    const scaled = argumentsOf('kubectl', '-n', 'ai-teacher', 'scale').flatMap(([kind, ...rest]) =>
      rest.filter((word) => !word.startsWith('-')).map((name) => `${kind}/${name}`),
    );
    // Only single-node has a PostgreSQL of its own; production makes its backups by CloudNativePG.
    const own = calls.filter((call) => overlay === 'single-node' || !call.includes('port-forward'));
    const slashed = own.flat().filter((word) => kinds.some((kind) => word.startsWith(`${kind}/`)));
    expect(scaled.length).toBeGreaterThan(5);
    expect(slashed).toContain('deployment/rag-service');
    expect(sorted([...scaled, ...slashed]).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('names only containers, volumes and files of compose that exist', () => {
    const composed = argumentsOf('docker', 'compose');
    const files = composed.filter(([option]) => option === '-f').map(([, file = '']) => file);
    expect(sorted(files)).toEqual(['deploy/postgres-tunnel.yaml']);
    const options = ['stop', 'rm', 'exec', 'up', '--stop', '--force', '--detach'];
    const named = composed
      .filter(([command]) => command !== '-f')
      .flatMap((words) => words.slice(0, words[0] === 'exec' ? 2 : undefined))
      .filter((word) => !options.includes(word));
    expect(named.length).toBeGreaterThan(7);
    expect(sorted(named).filter((name) => compose.services[name] === undefined)).toEqual([]);
    const volumes = argumentsOf('docker', 'volume', 'rm').flat();
    const known = Object.keys(compose.volumes).map((name) => `${compose.name}_${name}`);
    expect(volumes).toEqual(['ai-teacher_qdrant-data']);
    expect(known).toEqual(expect.arrayContaining(volumes));
  });

  it('waits for the jobs of the overlay alone, because the operator of PostgreSQL deletes its own', () => {
    const [waits, ...others] = argumentsOf('kubectl', '-n', 'ai-teacher', 'wait');
    expect(others).toEqual([]);
    expect(waits).not.toContain('--all');
    const [label = '', value] = (waits?.[waits.indexOf('--selector') + 1] ?? '').split('=');
    const jobs = ofKind(manifests, 'Job');
    expect(jobs.length).toBeGreaterThan(5);
    expect(jobs.filter(({ metadata }) => metadata.labels[label] !== value).map(titleOf)).toEqual([]);
  });

  it('applies the overlay', () => {
    const folder = `deploy/overlays/${overlay}`;
    expect(argumentsOf('kubectl', 'apply', '--server-side', '-k')).toContainEqual([folder]);
  });
});

describe('deploy/README.md', () => {
  it('names each program of its commands among the things that an operator needs', () => {
    const [, needs = ''] =
      /You need:\n\n((?:- .*\n(?: {2}.*\n)*)+)/.exec(textOfFile('deploy/README.md')) ?? [];
    expect([...recorded, 'bash'].filter((program) => !needs.includes(`\`${program}\``))).toEqual([]);
  });

  it('states the sum of the requests of single-node', async () => {
    const manifests = await renderOverlay('single-node');
    const [, processors, gibibytes] =
      /requests of\s+`single-node` add up to ([\d.]+)\s+processors and ([\d.]+) GiB/.exec(
        textOfFile('deploy/README.md'),
      ) ?? [];
    // Single-node has a pod of each server.
    const requests = ofKind(manifests, 'Deployment', 'StatefulSet').flatMap((workload) =>
      podIn(workload).spec.containers.map(({ resources }: Manifest) => resources.requests),
    );
    const sum = (values: number[]) => values.reduce((total, each) => total + each, 0);
    expect(sum(requests.map(({ cpu }) => Number(/^(\d+)m$/.exec(cpu)?.[1]) / 1_000))).toBeCloseTo(
      Number(processors),
      2,
    );
    expect(sum(requests.map(({ memory }) => Number(/^(\d+)Mi$/.exec(memory)?.[1]) / 1_024))).toBeCloseTo(
      Number(gibibytes),
      1,
    );
  });

  it('has a rule of the adapter for each number by which a part grows, with a scraped series', async () => {
    const text = textOfFile('deploy/README.md');
    const { externalRules } = parse(/```yaml\n(externalRules:[\s\S]*?)```/.exec(text)?.[1] ?? '');
    const scalers = ofKind(await renderOverlay('production'), 'HorizontalPodAutoscaler');
    const numbers = scalers.flatMap(({ spec }) =>
      spec.metrics.flatMap(({ external }: Manifest): string[] => external?.metric.name ?? []),
    );
    const rules: { name: { as: string }; seriesQuery: string; metricsQuery: string }[] = externalRules;
    expect(rules.map(({ name }) => name.as).toSorted()).toEqual(sorted(numbers));
    // Real parts are asked for these in tests/telemetry.
    const scraped = ['otel-collector/dashboard.json', 'tests/telemetry/numbers.test.ts']
      .map(textOfFile)
      .join();
    for (const { seriesQuery, metricsQuery } of rules) {
      const series = /"(\w+)"/.exec(seriesQuery)?.[1] ?? '-';
      expect(metricsQuery).toContain(`(${series}{<<.LabelMatchers>>})`);
      expect(scraped).toContain(`${series}{`);
    }
  });
});
