import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const me = (path = '/api/users/me') => standIn.edge({ path, token: standIn.tokenFor(randomUUID()) });
/** A read over a kept-alive connection, as browsers and services use. */
const readKept = (agent: Agent) =>
  standIn.edge({ path: '/api/users/me', token: standIn.tokenFor(randomUUID()), agent });
const search = () =>
  standIn.mesh('chat', 'rag', { path: '/search', body: '{}', token: standIn.tokenFor(randomUUID()) });

/** The sum of the gateway's statistics of these names. */
const counted = async (names: string): Promise<number> => {
  const { text } = await ask(standIn.adminPort, { path: `/stats?filter=${encodeURIComponent(names)}` });
  return [...text.matchAll(/: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
};

/**
 * Sends requests without a pause while `work` runs: on kept-alive and new connections, to edge and mesh.
 * Returns every answer other than 200.
 */
const lostDuring = async (work: () => Promise<unknown>): Promise<string[]> => {
  const agent = new Agent({ keepAlive: true });
  const lost: string[] = [];
  let asked = 0;
  let over = false;
  const lane = async (askOne: () => Promise<{ status: number }>) => {
    do {
      const outcome = await askOne().then(({ status }) => status, String);
      if (outcome !== 200) lost.push(String(outcome));
      asked += 1;
    } while (!over);
  };
  const workers = [me, me, search, () => readKept(agent), () => readKept(agent)].map((one) =>
    lane(() => one()),
  );
  // Every worker has its connection before the change.
  await waitUntil(() => asked >= 2 * workers.length, { what: 'the load', timeoutSeconds: 20 });
  await work().finally(() => {
    over = true;
  });
  await Promise.all(workers);
  agent.destroy();
  return lost;
};

type Change = {
  file: string;
  /** The statistics of that file. */
  source: string;
  good: (text: string) => string;
  /** Whether the valid change is in force. */
  inForce: () => Promise<boolean>;
  broken: (text: string) => string;
};

const changes: [string, Change][] = [
  [
    'a route of the edge',
    {
      file: 'rds.yaml',
      source: 'rds.edge',
      good: (text) => text.replaceAll('path: /api/rag/search', 'path: /api/users/you'),
      inForce: async () => (await me('/api/users/you')).status === 200,
      broken: (text) => text.replace('prefix_rewrite:', 'prefix_nonsense:'),
    },
  ],
  [
    'a route of the mesh',
    {
      file: 'rds-mesh.yaml',
      source: 'rds.mesh',
      good: (text) => text.replace(/path: \/search\b/, 'prefix: /search'),
      inForce: async () => (await counted('rds.mesh.update_success')) > 1,
      broken: (text) => text.replace('domains: [', 'domain: ['),
    },
  ],
  [
    'a listener',
    {
      file: 'lds.yaml',
      source: 'listener_manager.lds',
      good: (text) => text.replace('value: no-referrer }', 'value: same-origin }'),
      inForce: async () => (await me()).headers['referrer-policy'] === 'same-origin',
      broken: (text) => text.replace('codec_type: HTTP1', 'codec_type: HTTP9'),
    },
  ],
  [
    'a cluster',
    {
      file: 'cds.yaml',
      source: 'cluster_manager.cds',
      good: (text) => text.replaceAll('connect_timeout: ', 'connect_timeout: 1'),
      inForce: async () => (await counted('cluster_manager.cds.update_success')) > 1,
      broken: (text) => text.replace('connect_timeout: ', 'connect_timeout: x'),
    },
  ],
];

describe.each(changes)('an operator changes %s while the gateway works', (_, change) => {
  it('the change is in force once its file is moved into place, and no request is lost', async () => {
    expect(await change.inForce()).toBe(false);
    const lost = await lostDuring(async () => {
      await standIn.change(change.file, change.good);
      await waitUntil(change.inForce, { what: 'the change', timeoutSeconds: 15 });
    });
    expect(lost).toEqual([]);
  });

  it('an invalid file is refused as a whole and counted; the valid one stays in force', async () => {
    const refusals = () => counted(`${change.source}.update_(failure|rejected)$`);
    const before = await refusals();
    const lost = await lostDuring(async () => {
      await standIn.change(change.file, change.broken);
      await waitUntil(async () => (await refusals()) > before, { what: 'a refusal', timeoutSeconds: 15 });
    });
    expect(lost).toEqual([]);
    expect(await change.inForce()).toBe(true);
  });
});

describe('an operator changes a limit while the gateway works', () => {
  const limit = async () => (await me()).headers['x-ratelimit-limit'];

  it('the new limit holds once its file is changed, and no request is lost', async () => {
    expect(await limit()).toBe('100, 100;w=60');
    const lost = await lostDuring(async () => {
      await standIn.change('ratelimit/config.yaml', (text) =>
        text.replaceAll('requests_per_unit: 100', 'requests_per_unit: 7'),
      );
      const changed = { what: 'the new limit', timeoutSeconds: 10 };
      await waitUntil(async () => (await limit()) === '7, 7;w=60', changed);
    });
    expect(lost).toEqual([]);
  });

  it('invalid limits are refused and counted; the earlier limits hold', async () => {
    const lost = await lostDuring(async () => {
      await standIn.change('ratelimit/config.yaml', (text) =>
        text.replace('unit: minute', 'unit: fortnight'),
      );
      const refused = async () => (await standIn.countersStatistic('config_load_error')) > 0;
      await waitUntil(refused, { what: 'a refusal', timeoutSeconds: 15 });
    });
    expect(lost).toEqual([]);
    expect(await limit()).toBe('7, 7;w=60');
  });
});
