import { randomUUID } from 'node:crypto';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { readCanaryWeights, withCanaries } from '@ai-teacher/local-mesh/rendering/canary.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
/** Requests that each version answered. */
const answered = { stable: 0, canary: 0 };

beforeAll(async () => {
  standIn = await startStandInMesh({ twice: ['exam'] });
  const count = (version: keyof typeof answered) => {
    const service = version === 'stable' ? standIn.services.exam : standIn.seconds.exam;
    service?.behave((_, response) => {
      answered[version] += 1;
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });
  };
  count('stable');
  count('canary');
});
afterAll(() => standIn.stop());
beforeEach(() => {
  answered.stable = 0;
  answered.canary = 0;
});

const listExams = () => standIn.edge({ path: '/api/exams', token: standIn.tokenFor(randomUUID()) });

const updates = async (): Promise<number> => {
  const { text } = await ask(standIn.adminPort, { path: '/stats?filter=cluster_manager.cds.update_success' });
  return Number(/: (\d+)$/m.exec(text)?.[1] ?? 0);
};

/** The healthy processes of exam that the gateway knows. */
const healthy = async (): Promise<number> => {
  const { text } = await ask(standIn.adminPort, {
    path: '/stats?filter=cluster.exam-service.membership_healthy',
  });
  return Number(/: (\d+)$/m.exec(text)?.[1] ?? 0);
};

/** Moves new clusters into place and waits until the gateway has checked both versions. */
const shift = async (weight: string): Promise<void> => {
  const before = await updates();
  await standIn.change('cds.yaml', (text) =>
    withCanaries(text, readCanaryWeights([`exam=${weight}`]), 'last replica'),
  );
  const isInForce = async () => (await updates()) > before && (await healthy()) === 2;
  await waitUntil(isInForce, { what: `a canary of ${weight}`, timeoutSeconds: 15 });
};

const send = async (requests: number): Promise<number[]> => {
  const statuses: number[] = [];
  const places = Array.from({ length: requests }).entries();
  const client = async (): Promise<void> => {
    for (const _ of places) statuses.push((await listExams()).status);
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return statuses;
};

const isOk = (status: number): boolean => status === 200;

describe('a canary of exam', () => {
  it('gets no request at a weight of 0, while the gateway checks its health', async () => {
    await shift('0');
    expect((await send(100)).every(isOk)).toBe(true);
    expect(answered).toEqual({ stable: 100, canary: 0 });
  });

  it('gets about a fifth of the requests at a weight of 20', async () => {
    await shift('20');
    const requests = 400;
    expect((await send(requests)).every(isOk)).toBe(true);
    // Five standard deviations of a binomial distribution: one run of two million would fail by chance.
    const share = 0.2;
    const deviation = Math.sqrt(requests * share * (1 - share));
    expect(Math.abs(answered.canary - requests * share)).toBeLessThan(5 * deviation);
    expect(answered.stable + answered.canary).toBe(requests);
  });

  it('is rolled back under load without a lost request, and gets none afterwards', async () => {
    await shift('50');
    let over = false;
    const statuses: number[] = [];
    const client = async (): Promise<void> => {
      while (!over) statuses.push((await listExams()).status);
    };
    const clients = Array.from({ length: 4 }, client);
    await waitUntil(() => answered.canary > 10, { what: 'requests of the canary', timeoutSeconds: 20 });
    await shift('0').finally(() => {
      over = true;
    });
    await Promise.all(clients);
    expect(statuses.filter((status) => !isOk(status))).toEqual([]);
    const before = answered.canary;
    await send(50);
    expect(answered.canary).toBe(before);
  });

  it('that is not healthy leaves its share to the stable version', async () => {
    await shift('100');
    await send(20);
    expect(answered).toEqual({ stable: 0, canary: 20 });
    await standIn.seconds.exam?.close();
    await waitUntil(async () => (await healthy()) === 1, { what: 'a dead canary', timeoutSeconds: 20 });
    expect((await send(20)).every(isOk)).toBe(true);
    expect(answered).toEqual({ stable: 20, canary: 20 });
  });
});
