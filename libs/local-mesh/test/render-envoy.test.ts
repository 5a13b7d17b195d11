import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { envoyRewrite, renderEnvoy } from '../src/rendering/render-envoy.ts';
import { renderTelemetry, type TelemetryPart, telemetryRewrite } from '../src/rendering/render-telemetry.ts';
import { type Rewrite, rewriteYaml } from '../src/rendering/rewrite-yaml.ts';
import { type Addresses, assignAddresses } from '../src/state/addresses.ts';
import { repositoryRoot } from '../src/state/state-directory.ts';

type Difference = [original: unknown, rendered: unknown];

/** All places where two parsed files differ. An Envoy socket address counts as one place. */
const differences = (original: unknown, rendered: unknown): Difference[] => {
  if (
    typeof original !== 'object' ||
    original === null ||
    typeof rendered !== 'object' ||
    rendered === null
  ) {
    return Object.is(original, rendered) ? [] : [[original, rendered]];
  }
  const [one, other] = [original as Record<string, unknown>, rendered as Record<string, unknown>];
  if ('port_value' in one && 'port_value' in other) {
    const { address: _a, port_value: _p, ...rest } = one;
    const { address: _b, port_value: _q, ...otherRest } = other;
    const pair: Difference = [`${one.address}:${one.port_value}`, `${other.address}:${other.port_value}`];
    return [...(pair[0] === pair[1] ? [] : [pair]), ...differences(rest, otherRest)];
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differences(one[key], other[key]));
};

/** Whether the rewrite table contains this difference. */
const isExpected = ([original, rendered]: Difference, { addresses, paths }: Rewrite): boolean => {
  if (typeof original !== 'string' || typeof rendered !== 'string') return false;
  if (addresses[original] === rendered) return true;
  return Object.entries(paths).some(
    ([from, to]) => original.startsWith(`${from}/`) && rendered === to + original.slice(from.length),
  );
};

describe('native configuration', () => {
  let folder: string;
  let addresses: Addresses;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'render-'));
    addresses = await assignAddresses(folder, {});
  });
  afterAll(() => rm(folder, { recursive: true }));

  const parsed = async (file: string) =>
    parse(await readFile(file, 'utf8'), { maxAliasCount: -1 }) as unknown;

  it('renderEnvoy changes only the addresses and paths of the rewrite table', async () => {
    const configuration = path.join(folder, 'envoy');
    const rewrite = envoyRewrite(addresses, {
      configuration,
      certificates: path.join(folder, 'certificates'),
    });
    await renderEnvoy(rewrite, configuration);
    const names = (await readdir(configuration, { recursive: true })).filter((name) =>
      name.endsWith('.yaml'),
    );
    expect(names.sort()).toEqual(expect.arrayContaining(['cds.yaml', 'envoy.yaml', 'lds.yaml', 'rds.yaml']));
    const found: Difference[] = [];
    for (const name of names) {
      const [original, rendered] = [path.join(repositoryRoot, 'envoy', name), path.join(configuration, name)];
      found.push(...differences(await parsed(original), await parsed(rendered)));
    }
    expect(found.filter((difference) => !isExpected(difference, rewrite))).toEqual([]);
    const used = new Set(found.map(([original]) => original));
    expect(Object.keys(rewrite.addresses).filter((address) => !used.has(address))).toEqual([]);
  });

  it.each(['otel-collector', 'jaeger', 'prometheus'] as TelemetryPart[])(
    'renderTelemetry changes only the addresses and the path of the rules in the file of %s',
    async (part) => {
      const rewrite = telemetryRewrite(part, addresses);
      const rendered = await renderTelemetry(part, rewrite, folder);
      const original = path.join(repositoryRoot, 'otel-collector', path.basename(rendered));
      const found = differences(await parsed(original), await parsed(rendered));
      expect(found.filter((difference) => !isExpected(difference, rewrite))).toEqual([]);
      expect(found.length).toBeGreaterThan(0);
    },
  );

  it('renderTelemetry lets Prometheus scrape every replica of a service under the name of the service', async () => {
    const three = await assignAddresses(path.join(folder, 'three'), {}, 3);
    const rendered = await renderTelemetry('prometheus', telemetryRewrite('prometheus', three), folder);
    const { scrape_configs: jobs } = parse(await readFile(rendered, 'utf8'));
    const ofExam = ['exam', 'exam-2', 'exam-3'].map((name) => `127.0.0.1:${three.ports[name]?.probe}`);
    expect(jobs[0].static_configs).toContainEqual({ targets: ofExam, labels: { service: 'exam' } });
  });

  it('envoyRewrite maps every address to the loopback interface', async () => {
    const rewrite = envoyRewrite(addresses, { configuration: folder, certificates: folder });
    for (const native of Object.values(rewrite.addresses)) expect(native).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('rewriteYaml throws for an address that the rewrite table lacks', () => {
    const text = 'socket_address: { address: elsewhere.example, port_value: 443 }';
    expect(() => rewriteYaml(text, { addresses: {}, paths: {} })).toThrow(
      'the rewrite table has no native address for elsewhere.example:443',
    );
  });

  it('rewriteYaml replaces whole path prefixes, and no text that only contains one', () => {
    const rewrite = { addresses: { 'a:1': '127.0.0.1:2' }, paths: { '/etc/envoy': '/here' } };
    expect(parse(rewriteYaml('[/etc/envoy/x, /etc/envoyage, see /etc/envoy/x, a:1, xa:1]', rewrite))).toEqual(
      ['/here/x', '/etc/envoyage', 'see /etc/envoy/x', '127.0.0.1:2', 'xa:1'],
    );
  });
});
