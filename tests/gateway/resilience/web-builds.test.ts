import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { readCanaryWeights, withCanaries } from '@ai-teacher/local-mesh/rendering/canary.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask } from '../support/ask.ts';
import type { Handler } from '../support/recording-service.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

const builds = ['old', 'new'] as const;
type Build = (typeof builds)[number];

/** Requests that each build answered, with any status. */
const asked: Record<Build, number> = { old: 0, new: 0 };

/** Answers as a process of web with the files of one build. */
const serving =
  (build: Build): Handler =>
  (request, response) => {
    asked[build] += 1;
    const isOwn = request.url === `/assets/client-${build}.js`;
    const isFile = request.url?.startsWith('/assets/') === true;
    response.writeHead(isFile && !isOwn ? 404 : 200, { 'content-type': 'text/html' });
    response.end(`<script src="/assets/client-${build}.js"></script>`);
  };

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh({ twice: ['web'], behaviour: { web: serving('old') } });
  standIn.services.web.behave(serving('old'));
  standIn.seconds.web?.behave(serving('new'));
});
afterAll(() => standIn.stop());
beforeEach(() => {
  for (const build of builds) asked[build] = 0;
});

/** A statistic of the gateway. */
const statistic = async (name: string): Promise<number> => {
  const { text } = await ask(standIn.adminPort, { path: `/stats?filter=^${name}$` });
  return Number(/: (\d+)$/m.exec(text)?.[1] ?? 0);
};

type Visit = { readonly page: string | undefined; readonly status: number };

/** Opens the page in a browser of its own, and then loads its program. */
const visit = async (browser: number): Promise<Visit> => {
  const headers = { 'user-agent': `browser ${browser}` };
  const { text } = await standIn.edge({ path: '/app', headers });
  const page = /"(.+)"/.exec(text)?.[1];
  const { status } = await standIn.edge({ path: page ?? '', headers });
  return { page, status };
};
const visits = async (count: number): Promise<Visit[]> => {
  const all: Visit[] = [];
  for (let browser = 0; browser < count; browser += 1) all.push(await visit(browser));
  return all;
};

describe('while two builds of web run', () => {
  it('each page gets its program, and both builds serve pages', async () => {
    const all = await visits(60);
    expect(all.filter(({ status }) => status !== 200)).toEqual([]);
    expect(new Set(all.map(({ page }) => page)).size).toBe(2);
  });

  it('a page and its program come from the same process, without a search for the file', async () => {
    const all = await visits(60);
    expect(asked.old + asked.new).toBe(2 * all.length);
  });

  it('a program is found also by a browser that another process answers', async () => {
    const statuses: number[] = [];
    for (const build of builds)
      for (let browser = 0; browser < 20; browser += 1) {
        const headers = { 'user-agent': `browser ${browser}` };
        statuses.push((await standIn.edge({ path: `/assets/client-${build}.js`, headers })).status);
      }
    expect(statuses).toEqual(statuses.map(() => 200));
  });

  it('a file of no build is refused after both processes were asked, in at most four requests', async () => {
    const { status } = await standIn.edge({ path: '/assets/client-none.js' });
    expect(status).toBe(404);
    expect(Math.min(asked.old, asked.new)).toBeGreaterThan(0);
    expect(asked.old + asked.new).toBeLessThanOrEqual(4);
  });

  it('a canary of web serves whole pages, in about the share of its weight', async () => {
    const before = await statistic('cluster_manager.cds.update_success');
    await standIn.change('cds.yaml', (text) =>
      withCanaries(text, readCanaryWeights(['web=20']), 'last replica'),
    );
    const isInForce = async () =>
      (await statistic('cluster_manager.cds.update_success')) > before &&
      (await statistic('cluster.web-service.membership_healthy')) === 2;
    await waitUntil(isInForce, { what: 'the canary', timeoutSeconds: 15 });
    const all = await visits(200);
    expect(all.filter(({ status }) => status !== 200)).toEqual([]);
    const share = all.filter(({ page }) => page?.includes('new')).length / all.length;
    // The positions of the ring are random, and so are the browsers.
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.4);
  });
});
