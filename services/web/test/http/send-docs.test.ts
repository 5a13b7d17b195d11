import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import { problemCodes } from '@ai-teacher/contracts/problem.ts';
import * as docs from '@ai-teacher/contracts/web/docs.ts';
import type { TestPublicApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildDocs } from '../../build/build-docs.ts';
import { startWebApp } from '../web-app.ts';

let folder: string;
let app: TestPublicApp;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-docs-'));
  await buildDocs(path.join(folder, 'docs'));
  app = await startWebApp({ DOCS_DIR: path.join(folder, 'docs') });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const guide = (name: string) => app.call(docs.openGuide, { params: { guide: name } });
const guideNames = async (): Promise<string[]> =>
  (await readdir(path.join(folder, 'docs', 'guides'))).map((file) => path.parse(file).name);

/** Paths that a page loads or links to, without anchors. */
const pathsIn = (html: string): string[] =>
  [...html.matchAll(/(?:href|src)="([^"#]+)/g)].map(([, found = '']) => found);

/** The answer of the operation whose path matches; undefined when no page has this path. */
const answerAt = (target: string) => {
  const found = /^\/docs(?:\/(guides|assets)\/([^/]+)|\/(problems|openapi\.json))?$/.exec(target);
  if (found === null) return undefined;
  const [, kind, name = '', page] = found;
  if (kind === 'guides') return guide(name);
  if (kind === 'assets') return app.call(docs.readDocsAsset, { params: { file: name } });
  if (page === 'problems') return app.call(docs.openProblems);
  return app.call(page === undefined ? docs.openReference : docs.readDescription);
};

describe('200', () => {
  it('readDescription returns the merged description of every public operation', async () => {
    const { status, headers, body } = await app.call(docs.readDescription);
    expect({ status, openapi: body.openapi }).toEqual({ status: 200, openapi: '3.1.0' });
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache',
    });
    const described = Object.values(
      body.paths as Record<string, Record<string, { operationId: string }>>,
    ).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    const published = allOperations.filter(({ edgePath }) => edgePath !== undefined);
    expect(described.toSorted()).toEqual(published.map(({ operationId }) => operationId).toSorted());
  });

  it('openProblems lists every problem of the catalogue', async () => {
    const { text } = await app.call(docs.openProblems);
    expect(problemCodes.filter((code) => !text.includes(`<code>${code}</code>`))).toEqual([]);
  });

  it('every page links to pages that exist, and loads files of this origin only, without inline code', async () => {
    const names = await guideNames();
    expect(names.length).toBeGreaterThanOrEqual(7);
    const pages = await Promise.all([
      ...names.map(guide),
      app.call(docs.openReference),
      app.call(docs.openProblems),
    ]);
    for (const { status, headers, text } of pages) {
      expect({ status, type: headers['content-type'] }).toEqual({
        status: 200,
        type: 'text/html; charset=utf-8',
      });
      expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
      const targets = [...new Set(pathsIn(text))];
      expect(targets.length).toBeGreaterThan(5);
      for (const target of targets)
        expect({ target, status: (await answerAt(target))?.status }).toEqual({ target, status: 200 });
    }
  });

  it('code and tables, which may scroll, take the focus of the keyboard and have a name', async () => {
    const pages = await Promise.all([...(await guideNames()).map(guide), app.call(docs.openProblems)]);
    const blocks = pages.flatMap(({ text }) => text.match(/<pre[^>]*>|(?:<div[^>]*>)?<table>/g) ?? []);
    expect(blocks.length).toBeGreaterThan(10);
    expect(
      blocks.filter((block) => !/ role="group" tabindex="0" aria-label="(?:Example|Table) \d+">/.test(block)),
    ).toEqual([]);
  });

  it('every operation that a guide names exists', async () => {
    const known = new Set(allOperations.map(({ method, edgePath }) => `${method} ${edgePath}`));
    for (const name of await guideNames()) {
      const { text } = await guide(name);
      const named = [...text.matchAll(/<code>((?:GET|POST|PUT|PATCH|DELETE) \/api\/[^<\s]+)<\/code>/g)].map(
        ([, op = '']) => op,
      );
      expect({ name, unknown: named.filter((op) => !known.has(op)) }).toEqual({ name, unknown: [] });
    }
  });

  it('a file of the documentation is immutable, because its name contains a hash of its content', async () => {
    const [script] = pathsIn((await app.call(docs.openReference)).text).filter((target) =>
      target.endsWith('.js'),
    );
    expect(script).toMatch(/-[0-9a-f]{8}\.js$/);
    expect((await answerAt(script ?? ''))?.headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
  });

  it('only the reference may make markup of strings, and no page may load files of another origin', async () => {
    const policyOf = async (name: string) => (await answerAt(name))?.headers['content-security-policy'] ?? '';
    for (const name of ['/docs', '/docs/problems', '/docs/guides/quick-start']) {
      const policy = await policyOf(name);
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(policy.includes('require-trusted-types-for')).toBe(name !== '/docs');
    }
  });
});

describe('404', () => {
  it('an unknown guide and an unknown file are problems', async () => {
    for (const target of [
      '/docs/guides/missing',
      '/docs/guides/..',
      '/docs/assets/missing.js',
      '/docs/assets/.hidden',
    ])
      expect(await answerAt(target)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});

describe('503', () => {
  it('documentation that was not built is a problem that names the command', async () => {
    const early = await startWebApp({ DOCS_DIR: path.join(folder, 'missing') });
    for (const op of [docs.openReference, docs.readDescription, docs.openProblems]) {
      const { status, body } = await early.call(op);
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'docs-not-built' });
      expect(body.detail).toContain('npm run build:web');
    }
    await early.close();
  });
});
