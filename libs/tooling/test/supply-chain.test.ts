import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '../src/generated-files.ts';
import { type AuditException, auditExceptions, judgeAudit } from '../src/supply-chain/audit-gate.ts';
import { imagesIn, placeOf, readDigest, withDigests } from '../src/supply-chain/image-digests.ts';

const today = '2026-11-28';

/** A report as npm 11 prints it: one weakness of a package, and the packages that it reaches. */
const reportWith = (severity: string, name = 'tar-fs', id = 'GHSA-vj76-c3g6-qr5v') => ({
  auditReportVersion: 2,
  vulnerabilities: {
    [name]: {
      name,
      severity,
      isDirect: false,
      via: [
        {
          source: 1107938,
          name,
          dependency: name,
          title: 'Symlink validation bypass',
          url: `https://github.com/advisories/${id}`,
          severity,
          range: '>=2.0.0 <2.1.4',
        },
      ],
      effects: ['prebuild-install'],
      nodes: [`node_modules/${name}`],
      fixAvailable: true,
    },
    'prebuild-install': { name: 'prebuild-install', severity, via: [name], effects: [], fixAvailable: true },
  },
  metadata: { vulnerabilities: { high: 2, total: 2 } },
});

const exceptionUntil = (expires: string): AuditException => ({
  package: 'tar-fs',
  advisory: 'GHSA-vj76-c3g6-qr5v',
  reason: 'Unpacks nothing here: only an unused installer of a native module has it.',
  expires,
});

describe('the audit gate', () => {
  it('passes a report without weaknesses', () => {
    const report = { auditReportVersion: 2, vulnerabilities: {}, metadata: {} };
    expect(judgeAudit(report, [], today)).toEqual({ outcome: 'passed', lines: [] });
  });

  it.each(['high', 'critical'])('fails for a weakness of severity %s without an exception', (severity) => {
    const { outcome, lines } = judgeAudit(reportWith(severity), [], today);
    expect(outcome).toBe('failed');
    expect(lines).toEqual([`refused: tar-fs GHSA-vj76-c3g6-qr5v (${severity}): Symlink validation bypass`]);
  });

  it.each(['moderate', 'low', 'info'])('notes a weakness of severity %s and passes', (severity) => {
    const { outcome, lines } = judgeAudit(reportWith(severity), [], today);
    expect(outcome).toBe('passed');
    expect(lines[0]).toMatch(/^noted: tar-fs /);
  });

  it('passes with an exception until its last day, and fails from the day after', () => {
    expect(judgeAudit(reportWith('high'), [exceptionUntil(today)], today).outcome).toBe('passed');
    const { outcome, lines } = judgeAudit(reportWith('high'), [exceptionUntil('2026-11-27')], today);
    expect(outcome).toBe('failed');
    expect(lines).toContain('refused: the exception for tar-fs GHSA-vj76-c3g6-qr5v expired on 2026-11-27');
  });

  it('accepts an exception for its own package and advisory only', () => {
    const exceptions = [exceptionUntil('2026-12-31')];
    expect(judgeAudit(reportWith('high', 'other'), exceptions, today).outcome).toBe('failed');
    const other = reportWith('high', 'tar-fs', 'GHSA-aaaa-bbbb-cccc');
    expect(judgeAudit(other, exceptions, today).outcome).toBe('failed');
  });

  it('refuses an exception that lasts longer than half a year', () => {
    expect(judgeAudit(reportWith('high'), [exceptionUntil('2027-11-28')], today).outcome).toBe('failed');
  });

  it.each([
    ['an error of the registry', { message: '405 Method Not Allowed', statusCode: 405 }],
    ['an error of npm', { error: { code: 'ENOLOCK', summary: 'This command requires a lockfile' } }],
    ['no output', undefined],
    ['another version of the report', { auditReportVersion: 1, advisories: {} }],
    ['a report without its list', { auditReportVersion: 2, metadata: {} }],
  ])('says "unknown" for %s, and never passes it', (_, report) => {
    const { outcome, lines } = judgeAudit(report, [], today);
    expect(outcome).toBe('unknown');
    expect(lines[0]).toMatch(/^unknown: the registry sent no report/);
  });

  it('demands a package, an advisory, a reason and a date of each exception', () => {
    const file = path.join(import.meta.dirname, '../src/supply-chain/audit-exceptions.json');
    expect(auditExceptions.safeParse(JSON.parse(readFileSync(file, 'utf8'))).success).toBe(true);
    const whole = exceptionUntil('2026-12-31');
    for (const change of [{ reason: 'later' }, { expires: 'soon' }, { advisory: '' }, { package: '' }])
      expect(auditExceptions.safeParse([{ ...whole, ...change }]).success).toBe(false);
  });
});

describe('npm run sbom', () => {
  it('lists every package that is shipped, with its version and checksum', () => {
    // Without `--omit dev`, which also leaves out packages that a service shares with a tool.
    const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
    const { stdout } = spawnSync('npm', args, { cwd: repositoryRoot, encoding: 'utf8', maxBuffer: 2 ** 26 });
    const bom = JSON.parse(stdout) as {
      bomFormat: string;
      components: { purl: string; hashes?: unknown[] }[];
    };
    expect(bom.bomFormat).toBe('CycloneDX');
    const listed = new Map(bom.components.map((each) => [decodeURIComponent(each.purl), each]));
    const lock = JSON.parse(readFileSync(path.join(repositoryRoot, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { name?: string; version: string; dependencies?: Record<string, string> }>;
    };
    // The contents of the images: the packages below the services, as Node finds them.
    const shipped = new Set<string>();
    const visit = (place: string): void => {
      for (const name of Object.keys(lock.packages[place]?.dependencies ?? {})) {
        const nested = `${place}/node_modules/${name}`;
        const found = nested in lock.packages ? nested : `node_modules/${name}`;
        if (shipped.has(found) || name.startsWith('@ai-teacher/') || !(found in lock.packages)) continue;
        shipped.add(found);
        visit(found);
      }
    };
    for (const part of [
      ...serviceNames.map((name) => `services/${name}`),
      'libs/service-kit',
      'libs/contracts',
    ])
      visit(part);
    expect(shipped.size).toBeGreaterThan(100);
    const idOf = (place: string) =>
      `pkg:npm/${lock.packages[place]?.name ?? place.slice(place.lastIndexOf('node_modules/') + 13)}@${lock.packages[place]?.version}`;
    const missing = [...shipped].map(idOf).filter((id) => (listed.get(id)?.hashes ?? []).length === 0);
    expect(missing).toEqual([]);
  }, 60_000);
});

const digest = `sha256:${'ab'.repeat(32)}`;

describe('npm run images:pin', () => {
  let server: Server;
  let registry: string;
  /** A registry that gives a token to everybody and digests to holders of the token. */
  beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
      if (pathname === '/token')
        return response.end(JSON.stringify({ token: `for ${searchParams.get('scope')}` }));
      if (request.headers.authorization !== 'Bearer for repository:valkey/valkey:pull') {
        const realm = `http://${request.headers.host}/token`;
        const challenge = `Bearer realm="${realm}",service="registry",scope="repository:valkey/valkey:pull"`;
        return response.writeHead(401, { 'www-authenticate': challenge }).end();
      }
      const isKnown = pathname === '/v2/valkey/valkey/manifests/9.1.2' && request.method === 'HEAD';
      return response.writeHead(isKnown ? 200 : 404, { 'docker-content-digest': digest }).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('reads the digest of a tag with a token of the registry', async () => {
    expect(await readDigest(`${registry}/valkey/valkey:9.1.2`, 'http')).toBe(digest);
  });

  it('fails for a tag that the registry does not have', async () => {
    const reading = readDigest(`${registry}/valkey/valkey:0.0.0`, 'http');
    await expect(reading).rejects.toThrow('answered 404');
  });

  it.each([
    ['postgres:18.4', 'registry-1.docker.io', 'library/postgres', '18.4'],
    ['prom/prometheus:v3.11.3', 'registry-1.docker.io', 'prom/prometheus', 'v3.11.3'],
    [`prom/prometheus:v3.11.3@${digest}`, 'registry-1.docker.io', 'prom/prometheus', 'v3.11.3'],
    ['quay.io/a/b:1', 'quay.io', 'a/b', '1'],
    ['localhost:5000/b:1', 'localhost:5000', 'b', '1'],
  ])('%s is at %s', (image, host, repository, tag) => {
    expect(placeOf(image)).toEqual({ registry: host, repository, tag });
  });

  it('pins each image of docker-compose.yml, changes nothing else, and can be repeated', () => {
    const text = readFileSync(path.join(repositoryRoot, 'docker-compose.yml'), 'utf8');
    const images = imagesIn(text);
    expect(images.length).toBeGreaterThan(6);
    const pinned = withDigests(text, Object.fromEntries(images.map((image) => [image, digest])));
    expect(imagesIn(pinned).filter((image) => !image.endsWith(`@${digest}`))).toEqual([]);
    expect(pinned.replaceAll(/@sha256:[0-9a-f]{64}/g, '')).toBe(text.replaceAll(/@sha256:[0-9a-f]{64}/g, ''));
    const other = `sha256:${'cd'.repeat(32)}`;
    const again = withDigests(pinned, Object.fromEntries(imagesIn(pinned).map((image) => [image, other])));
    expect(again).toBe(pinned.replaceAll(digest, other));
  });
});
