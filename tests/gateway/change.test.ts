import { randomUUID } from 'node:crypto';
import { waitUntil } from '@ai-teacher/local-mesh/wait-until.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from './ask.ts';
import { type StandInMesh, startStandInMesh } from './stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const me = (path = '/api/users/me') => standIn.edge({ path, token: standIn.tokenFor(randomUUID()) });
/** How many route files were not taken, because they could not be read or made no sense. */
const refusals = async (): Promise<number> => {
  const { text } = await ask(standIn.adminPort, { path: '/stats?filter=rds.edge.update_(failure|rejected)' });
  return [...text.matchAll(/: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
};

/** Asks without a pause while `work` goes on, and gives every status that was seen. */
const during = async (work: () => Promise<unknown>): Promise<Set<number>> => {
  const seen = new Set<number>();
  const worked = work().then(() => 'done');
  do seen.add((await me()).status);
  while ((await Promise.race([worked, Promise.resolve('busy')])) !== 'done');
  return seen;
};

describe('an operator changes the gateway while it works', () => {
  it('a new route is there once its file was moved into place, and no request fails meanwhile', async () => {
    expect((await me('/api/users/you')).status).toBe(404);
    const statuses = await during(async () => {
      await standIn.change('rds.yaml', (text) =>
        text.replaceAll('path: /api/rag/search', 'path: /api/users/you'),
      );
      const there = { what: 'the new route', timeoutSeconds: 10 };
      await waitUntil(async () => (await me('/api/users/you')).status === 200, there);
    });
    expect([...statuses]).toEqual([200]);
    expect((await me('/api/rag/search')).status).toBe(404);
  });

  it('a file that makes no sense is refused as a whole: the routes stay, and the refusal is counted', async () => {
    const before = await refusals();
    const statuses = await during(async () => {
      await standIn.change('rds.yaml', (text) => text.replace('prefix_rewrite:', 'prefix_nonsense:'));
      await waitUntil(async () => (await refusals()) > before, {
        what: 'a refusal',
        timeoutSeconds: 10,
      });
    });
    expect([...statuses]).toEqual([200]);
  });

  it('a limit holds once its file was changed', async () => {
    const limit = async () => (await me()).headers['x-ratelimit-limit'];
    expect(await limit()).toBe('100, 100;w=60');
    await standIn.change('ratelimit/config.yaml', (text) =>
      text.replaceAll('requests_per_unit: 100', 'requests_per_unit: 7'),
    );
    const changed = { what: 'the new limit', timeoutSeconds: 10 };
    await waitUntil(async () => (await limit()) === '7, 7;w=60', changed);
  });
});
