import { readDrillCommand } from '@ai-teacher/drill/drill-options.ts';
import { drilledProcesses, isReplica as isReplicaOfMesh } from '@ai-teacher/drill/mesh/drill-mesh.ts';
import { type Harm, makeSchedule } from '@ai-teacher/drill/schedule.ts';
import { describe, expect, it } from '@jest/globals';

const processes = ['auth', 'auth-2', 'chat', 'chat-2', 'gateway', 'postgres', 'redis', 'qdrant'];
const isReplica = (process: string) => process.startsWith('auth') || process.startsWith('chat');
const schedule = (seed: number): Harm[] =>
  makeSchedule({ seed, harms: 60, seconds: 600, processes }, isReplica);

describe('the schedule of a drill', () => {
  it('is equal for equal seeds and different for different seeds', () => {
    expect(schedule(5)).toEqual(schedule(5));
    expect(schedule(6)).not.toEqual(schedule(5));
  });

  it('has every harm within its time, in order', () => {
    const times = schedule(5).map(({ at }) => at);
    expect(times).toHaveLength(60);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThan(600_000);
  });

  it('harms every process, and PostgreSQL in every way', () => {
    const all = Array.from({ length: 20 }, (_, seed) => schedule(seed + 1)).flat();
    expect(new Set(all.map(({ process }) => process))).toEqual(new Set(processes));
    const kinds = all.filter(({ process }) => process === 'postgres').map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['kill', 'stop', 'freeze', 'slow', 'reset']));
  });

  it('harms every process, and PostgreSQL in every way, in each drill of a hundred failures', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const harms = makeSchedule({ seed, harms: 100, seconds: 900, processes }, isReplica);
      const counts = Map.groupBy(harms, ({ process }) => process);
      expect([...counts.keys()].sort()).toEqual([...processes].sort());
      const ofPostgres = new Set(counts.get('postgres')?.map(({ kind }) => kind));
      expect(ofPostgres).toEqual(new Set(['kill', 'stop', 'freeze', 'slow', 'reset']));
    }
  });

  it('has at least a hundred kills in each shipped drill', () => {
    const shipped = readDrillCommand([]);
    if (shipped.kind !== 'drill') throw new Error(`${shipped.kind} has no schedule`);
    const { harms, seconds } = shipped;
    const all = drilledProcesses(2);
    for (let seed = 1; seed <= 50; seed += 1) {
      const planned = makeSchedule({ seed, harms, seconds, processes: all }, isReplicaOfMesh);
      expect(planned.filter(({ kind }) => kind === 'kill').length).toBeGreaterThanOrEqual(100);
      expect(seconds).toBeLessThanOrEqual(900);
    }
  });

  it('lets a process recover before it is harmed again', () => {
    const last = new Map<string, number>();
    for (const { at, process, lasting } of schedule(5)) {
      expect(at).toBeGreaterThanOrEqual(last.get(process) ?? 0);
      last.set(process, at + lasting + 25_000);
    }
  });
});
