import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import * as pages from '@ai-teacher/contracts/web/pages.ts';
import type { TestPublicApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWebApp } from '../web-app.ts';

const page = '<!doctype html><title>AI-Teacher</title>';
const script = `console.log('${'a long script '.repeat(100)}');`;
const name = 'client-3f9a1c2e.js';

let folder: string;
let app: TestPublicApp;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-client-'));
  await mkdir(path.join(folder, 'assets', 'nested'), { recursive: true });
  await writeFile(path.join(folder, 'index.html'), page);
  await writeFile(path.join(folder, 'assets', name), script);
  await writeFile(path.join(folder, 'assets', `${name}.br`), brotliCompressSync(script));
  await writeFile(path.join(folder, 'assets', `${name}.gz`), gzipSync(script));
  await writeFile(path.join(folder, 'assets', 'plain-1.css'), 'body{}');
  await writeFile(path.join(folder, 'assets', '.hidden'), 'hidden');
  await writeFile(path.join(folder, 'secret.txt'), 'outside of assets');
  app = await startWebApp({ CLIENT_DIR: folder });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const asset = (file: string, encoding?: string) =>
  app.call(pages.readAsset, {
    params: { file },
    headers: encoding === undefined ? {} : { 'accept-encoding': encoding },
  });

/** A request whose path is sent as it is, as the gateway would forward it. */
const raw = async (method: string, sent: string) =>
  app.raw({ method, path: sent, identity: (await testCertificates()).identity('gateway') });

describe('200', () => {
  it.each([
    ['/', pages.openStartPage, {}],
    ['/app', pages.openClient, {}],
    ['/app/exams/1/attempt', pages.openClientPage, { page: 'exams/1/attempt' }],
  ] as const)('%s is the page of the client, which no cache stores', async (_, op, params) => {
    const { status, headers, text } = await app.call(op, { params });
    expect({ status, text }).toEqual({ status: 200, text: page });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
  });

  it('a page may run and load files of its own origin only, and no string as markup or code', async () => {
    const { headers } = await app.call(pages.openStartPage);
    const policy = headers['content-security-policy']?.split('; ') ?? [];
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]),
    );
    expect(policy.join(' ')).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('camera=()'),
      'x-content-type-options': 'nosniff',
    });
  });

  it('an asset is cached for a year, because its name contains a hash of its content', async () => {
    const { status, headers, text } = await asset(name);
    expect({ status, text }).toEqual({ status: 200, text: script });
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringContaining('javascript'),
      vary: 'Accept-Encoding',
    });
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('an asset is sent in the compressed form that the client accepts', async () => {
    const brotli = await asset(name, 'gzip, deflate, br');
    expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(brotliDecompressSync(brotli.bytes).toString()).toBe(script);
    const gzip = await asset(name, 'gzip');
    expect(gzip.headers).toMatchObject({ 'content-encoding': 'gzip' });
    expect(gunzipSync(gzip.bytes).toString()).toBe(script);
    for (const { headers, bytes } of [brotli, gzip]) {
      expect(headers['content-type']).toContain('javascript');
      expect(Number(headers['content-length'])).toBe(bytes.length);
    }
  });

  it('an asset without a compressed form is sent as it is', async () => {
    const { headers, text } = await asset('plain-1.css', 'br, gzip');
    expect({ text, encoding: headers['content-encoding'] }).toEqual({ text: 'body{}', encoding: undefined });
  });

  it('HEAD has the headers of GET and no body', async () => {
    for (const sent of ['/', `/assets/${name}`]) {
      const { status, headers, text } = await raw('HEAD', sent);
      expect({ sent, status, text }).toEqual({ sent, status: 200, text: '' });
      expect(Number(headers['content-length'])).toBeGreaterThan(0);
    }
  });
});

describe('404', () => {
  it.each([
    '/assets/missing-1.js',
    '/assets/',
    '/assets',
    '/assets/nested',
    '/assets/.hidden',
    `/assets/${name}.br`,
    `/assets/${name}.gz`,
    `/assets/${name}.map`,
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e%2fsecret.txt',
    '/assets/..%5csecret.txt',
    '/assets/%252e%252e%252fsecret.txt',
    '/assets/..',
    '/assets/%00',
    `/assets/${name}%00`,
    '/secret.txt',
    '/index.html',
  ])('%s is a problem, not a file', async (sent) => {
    const { status, headers, body } = await raw('GET', sent);
    expect({ status, code: body?.code }).toEqual({ status: 404, code: 'not-found' });
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(headers['content-encoding']).toBeUndefined();
  });
});

describe('503', () => {
  it('a missing build is a problem that names the command, and a later build is served without a restart', async () => {
    const empty = path.join(folder, 'later');
    const early = await startWebApp({ CLIENT_DIR: empty });
    const operations = [pages.openStartPage, pages.openClient, pages.openClientPage];
    for (const op of operations) {
      const { status, headers, body } = await early.call(op, { params: { page: 'x' } });
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'client-not-built' });
      expect(body.detail).toContain('npm run build:web');
      expect(headers['cache-control']).toBe('no-store');
    }
    await mkdir(empty);
    await writeFile(path.join(empty, 'index.html'), page);
    expect((await early.call(pages.openStartPage)).text).toBe(page);
    await early.close();
  });
});
