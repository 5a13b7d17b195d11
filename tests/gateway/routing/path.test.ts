import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFamily } from '../support/attack-family.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const id = randomUUID();
describe('every operation of the contracts', () => {
  describeFamily('path', () => standIn);
  describeFamily('hidden', () => standIn);
});

describe('the request that a service receives', () => {
  it('has the client’s query unchanged', async () => {
    const query = 'limit=5&cursor=a%2Fb%3D%3D&empty=';
    const token = standIn.tokenFor(randomUUID());
    await standIn.edge({ path: `/api/rag/documents?${query}`, token });
    await standIn.edge({ path: `/api/exams/${id}/attempts?${query}`, token });
    expect(standIn.takeRecorded().map(({ path }) => path)).toEqual([
      `/documents?${query}`,
      `/exams/${id}/attempts?${query}`,
    ]);
  });

  it('includes ids that are no UUID (the service answers 404) and every method of a known path (405)', async () => {
    const token = standIn.tokenFor(randomUUID());
    await standIn.edge({ path: '/api/rag/documents/not-a-uuid', token });
    await standIn.edge({ method: 'PUT', path: '/api/rag/search', token });
    expect(standIn.takeRecorded()).toMatchObject([
      { service: 'rag', method: 'GET', path: '/documents/not-a-uuid' },
      { service: 'rag', method: 'PUT', path: '/search' },
    ]);
  });

  it('has no method override header', async () => {
    const token = standIn.tokenFor(randomUUID());
    await standIn.edge({
      path: `/api/rag/documents/${id}`,
      token,
      headers: { 'x-http-method-override': 'DELETE' },
    });
    const [seen] = standIn.takeRecorded();
    expect(seen?.method).toBe('GET');
    expect(seen?.headers['x-http-method-override']).toBeUndefined();
  });
});
