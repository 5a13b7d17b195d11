import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

type Door = { edge: number; admin: number };

const slowMilliseconds = 1_500;
let standIn: StandInMesh;
let doors: Door[];
beforeAll(async () => {
  standIn = await startStandInMesh({
    twin: true,
    behaviour: {
      // Longer than the balancer needs to leave, and shorter than the gateway waits.
      exam: async (_, response) => {
        await pause(slowMilliseconds);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      },
    },
  });
  const { edgePort: edge, adminPort: admin, twin } = standIn;
  doors = [{ edge, admin }, ...(twin === undefined ? [] : [twin])];
});
afterAll(() => standIn.stop());

/** The gateways behind a balancer, which polls the readiness of each. */
const startBalancer = () => {
  let ready = doors;
  let over = false;
  const check = async ({ admin }: Door): Promise<boolean> =>
    ask(admin, { path: '/ready' }).then(
      ({ status }) => status === 200,
      () => false,
    );
  const checking = (async () => {
    while (!over) {
      const states = await Promise.all(doors.map(check));
      ready = doors.filter((_, index) => states[index]);
      await pause(200);
    }
  })();
  return {
    pick: (turn: number): Door => ready[turn % ready.length] as Door,
    stop: async () => {
      over = true;
      await checking;
    },
  };
};

/** One read through a gateway; `agent` keeps the connection alive unless the answer closes it. */
const read = async ({ edge }: Door, path: string, agent?: Agent): Promise<number> => {
  const token = standIn.tokenFor(randomUUID());
  return (await ask(edge, { path, token, ...(agent === undefined ? {} : { agent }) })).status;
};

describe('two gateways behind a load balancer, under load', () => {
  it('the stop of one gateway loses no request; the other takes over', async () => {
    const balancer = startBalancer();
    const outcomes = new Map<number, number>();
    const lost: string[] = [];
    let over = false;
    const lane = async (number: number, path: string, agent?: Agent): Promise<void> => {
      for (let turn = number; !over; turn += 1) {
        const door = balancer.pick(turn);
        const outcome = await read(door, path, agent).catch(String);
        if (outcome !== 200) lost.push(`${path} by ${door.edge}: ${outcome}`);
        outcomes.set(door.edge, (outcomes.get(door.edge) ?? 0) + 1);
      }
    };
    const kept = new Agent({ keepAlive: true });
    const workers = [
      ...[0, 1, 2, 3].map((number) => lane(number, '/api/users/me', kept)),
      ...[0, 1].map((number) => lane(number, '/api/users/me')),
      ...[0, 1].map((number) => lane(number, '/api/exams')),
    ];
    const [first, second] = doors as [Door, Door];
    const served = ({ edge }: Door): number => outcomes.get(edge) ?? 0;
    await waitUntil(() => served(first) > 20 && served(second) > 20, { what: 'load', timeoutSeconds: 20 });
    await standIn.stopGateway();
    const [atTheEnd, before] = [served(first), served(second)];
    await waitUntil(() => served(second) > before + 20, { what: 'the other at work', timeoutSeconds: 20 });
    over = true;
    await Promise.all(workers);
    await balancer.stop();
    kept.destroy();
    expect(lost).toEqual([]);
    expect(served(first)).toBe(atTheEnd);
    await expect(ask(first.edge, { path: '/api/users/me' })).rejects.toThrow('ECONNREFUSED');
  });
});
