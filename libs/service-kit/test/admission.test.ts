import type { Operation, Priority } from '@ai-teacher/contracts/operation.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Admission, createAdmission, needsPlace } from '../src/admission/admission.ts';
import { createBusyShare, createPlaces } from '../src/admission/places.ts';
import { stoppingProblem } from '../src/server/grace-signal.ts';

const op = (priority: Priority, more: Partial<Operation> = {}): Operation => ({
  ...{ operationId: priority, service: 'exam', summary: '', method: 'GET', path: '/x', access: {} },
  ...{ success: {}, problems: [] },
  ...(priority === 'normal' ? {} : { priority }),
  ...more,
});

const burstMilliseconds = 1_000;
const standingMilliseconds = 50;
let admission: Admission;
beforeEach(() => {
  jest.useFakeTimers();
  admission = createAdmission({ places: 12, burstMilliseconds, standingMilliseconds, busyShare: () => 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

type Asked = { readonly priority: Priority; state: 'waits' | 'inside' | 'refused'; leave: () => void };

/** Asks for a place, and notes what becomes of the request. */
const ask = (priority: Priority, signal?: AbortSignal): Asked => {
  const asked: Asked = { priority, state: 'waits', leave: () => undefined };
  admission.enter(op(priority), signal).then(
    (leave) => {
      Object.assign(asked, { state: 'inside', leave });
    },
    () => {
      asked.state = 'refused';
    },
  );
  return asked;
};
const askMany = (priority: Priority, count: number) => Array.from({ length: count }, () => ask(priority));
const settle = () => jest.advanceTimersByTimeAsync(0);
const settled = async (all: Asked[]): Promise<Asked[]> => {
  await settle();
  return all;
};
const statesOf = (all: readonly Asked[]) =>
  Object.fromEntries(
    [...Map.groupBy(all, ({ state }) => state)].map(([state, some]) => [state, some.length]),
  );

describe('the places of a service', () => {
  it('are half for low priority, ten of twelve for normal priority, and all for high priority', async () => {
    const low = askMany('low', 8);
    await settle();
    expect(statesOf(low)).toEqual({ inside: 6, waits: 2 });
    const normal = askMany('normal', 6);
    await settle();
    expect(statesOf(normal)).toEqual({ inside: 4, waits: 2 });
    const high = askMany('high', 4);
    await settle();
    expect(statesOf(high)).toEqual({ inside: 2, waits: 2 });
  });

  it('pass to waiting requests of high priority first, then in the order of arrival', async () => {
    const first = askMany('high', 12);
    await settle();
    const [low, normal, high, later] = [ask('low'), ask('normal'), ask('high'), ask('high')];
    first[0]?.leave();
    await settle();
    expect([low, normal, high, later].map(({ state }) => state)).toEqual([
      ...['waits', 'waits', 'inside', 'waits'],
    ]);
    for (const one of first) one.leave();
    await settle();
    expect([low, normal, later].map(({ state }) => state)).toEqual(['inside', 'inside', 'inside']);
  });

  it('are given back once, and at the latest after 30 s', async () => {
    const all = askMany('high', 12);
    await settle();
    all[0]?.leave();
    all[0]?.leave();
    expect(statesOf(await settled(askMany('high', 2)))).toEqual({ inside: 1, waits: 1 });
    await jest.advanceTimersByTimeAsync(30_000);
    expect(statesOf(await settled(askMany('high', 12)))).toEqual({ inside: 12 });
  });
});

describe('a request that waits for a place', () => {
  it('waits up to a second in a burst', async () => {
    const first = askMany('normal', 10);
    await settle();
    const burst = askMany('normal', 40);
    await jest.advanceTimersByTimeAsync(burstMilliseconds - 1);
    expect(statesOf(burst)).toEqual({ waits: 40 });
    for (const one of first) one.leave();
    await settle();
    expect(statesOf(burst)).toEqual({ inside: 10, waits: 30 });
    await jest.advanceTimersByTimeAsync(1);
    expect(statesOf(burst)).toEqual({ inside: 10, refused: 30 });
  });

  it('waits up to a second after a time without requests, also when no place was free in that time', async () => {
    const others = askMany('normal', 10);
    await jest.advanceTimersByTimeAsync(10 * burstMilliseconds);
    const [low, normal] = [ask('low'), ask('normal')];
    await jest.advanceTimersByTimeAsync(burstMilliseconds - 1);
    expect([low, normal].map(({ state }) => state)).toEqual(['waits', 'waits']);
    for (const one of others) one.leave();
    await settle();
    expect([low, normal].map(({ state }) => state)).toEqual(['inside', 'inside']);
  });

  it('gives up its wait when its client has left, and the next request takes the place', async () => {
    const [inside, ...others] = askMany('high', 12);
    await settle();
    const client = new AbortController();
    const left = ask('high', client.signal);
    const next = ask('high');
    client.abort(new Error('the client left'));
    inside?.leave();
    await settle();
    expect([left.state, next.state]).toEqual(['refused', 'inside']);
    for (const one of [...others, next]) one.leave();
    expect(statesOf(await settled(askMany('high', 13)))).toEqual({ inside: 12, waits: 1 });
  });

  it('answers the problem of its deadline, and never begins after it', async () => {
    askMany('high', 12);
    await settle();
    const deadline = new AbortController();
    const waiting = admission.enter(op('high'), deadline.signal);
    const reason = new DOMException('the deadline passed', 'TimeoutError');
    deadline.abort(reason);
    await expect(waiting).rejects.toMatchObject({ code: 'deadline-exceeded' });
    await expect(admission.enter(op('high'), deadline.signal)).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
  });

  it('is admitted while the service stops, with and without a wait', async () => {
    const stop = new AbortController();
    const [first] = askMany('high', 12);
    await settle();
    const waiting = ask('high', stop.signal);
    await settle();
    stop.abort(stoppingProblem());
    first?.leave();
    await settle();
    expect(waiting.state).toBe('inside');
    waiting.leave();
    expect(statesOf(await settled([ask('high', stop.signal)]))).toEqual({ inside: 1 });
  });

  it('waits at most 50 ms while the queue stands, unless it has high priority', async () => {
    askMany('normal', 12);
    await jest.advanceTimersByTimeAsync(burstMilliseconds + 1);
    const high = askMany('high', 3);
    const late = ask('normal');
    await jest.advanceTimersByTimeAsync(standingMilliseconds);
    expect(late.state).toBe('refused');
    await jest.advanceTimersByTimeAsync(4_000);
    expect(statesOf(high)).toEqual({ inside: 2, waits: 1 });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(statesOf(high)).toEqual({ inside: 2, refused: 1 });
  });

  it('is refused immediately when a standing queue is full, also before any work', async () => {
    const inside = askMany('normal', 11);
    await jest.advanceTimersByTimeAsync(burstMilliseconds + 1);
    askMany('normal', 12);
    expect(() => admission.requireRoom(op('normal'))).toThrow('overloaded');
    expect(() => admission.requireRoom(op('high'))).not.toThrow();
    await expect(admission.enter(op('normal'))).rejects.toMatchObject({ code: 'overloaded' });
    for (const one of inside) one.leave();
    await settle();
    expect(() => admission.requireRoom(op('normal'))).not.toThrow();
  });

  it('waits only shortly between the free places of an overload, and long again after a calm second', async () => {
    /** Ten requests take the places, and another one waits until it is refused. */
    const overload = async () => {
      const inside = askMany('normal', 10);
      const late = ask('normal');
      await jest.advanceTimersByTimeAsync(standingMilliseconds);
      for (const one of inside) one.leave();
      await settle();
      return late.state;
    };
    const first = askMany('normal', 10);
    ask('normal');
    await jest.advanceTimersByTimeAsync(burstMilliseconds + 1);
    for (const one of first) one.leave();
    await settle();
    expect([await overload(), await overload()]).toEqual(['refused', 'refused']);
    await jest.advanceTimersByTimeAsync(burstMilliseconds + 1);
    expect(await overload()).toBe('inside');
  });

  it('begins before older ones as soon as the oldest has waited for 50 ms', async () => {
    const inside = askMany('normal', 10);
    await settle();
    const [first, second] = [ask('normal'), ask('normal')];
    await jest.advanceTimersByTimeAsync(standingMilliseconds);
    inside[0]?.leave();
    await settle();
    expect([first, second].map(({ state }) => state)).toEqual(['inside', 'waits']);
    const [third, fourth] = [ask('normal'), ask('normal')];
    await jest.advanceTimersByTimeAsync(1);
    inside[1]?.leave();
    await settle();
    expect([second, third, fourth].map(({ state }) => state)).toEqual(['waits', 'waits', 'inside']);
  });

  it('is answered in a burst of more than a class, and only the oldest beyond 48 are refused', async () => {
    let inside = askMany('normal', 10);
    await settle();
    const burst = await settled(askMany('normal', 60));
    expect(statesOf(burst)).toEqual({ waits: 48, refused: 12 });
    expect(burst.slice(0, 12).every(({ state }) => state === 'refused')).toBe(true);
    for (let turn = 0; turn < 5; turn += 1) {
      await jest.advanceTimersByTimeAsync(80);
      for (const one of inside) one.leave();
      await settle();
      inside = burst.filter(({ state }) => state === 'inside');
    }
    expect(statesOf(burst)).toEqual({ inside: 48, refused: 12 });
  });

  it('waits only shortly when more requests arrive for longer than a class needs to open a page', async () => {
    const inside = askMany('normal', 10);
    await settle();
    const burst = await settled(askMany('normal', 49));
    expect(burst[0]?.state).toBe('refused');
    expect(statesOf(burst)).toEqual({ waits: 48, refused: 1 });
    await jest.advanceTimersByTimeAsync(standingMilliseconds + 1);
    const [newest] = await settled([ask('normal')]);
    expect(statesOf(await settled(askMany('normal', 3)))).toEqual({ refused: 3 });
    for (const one of inside) one.leave();
    await settle();
    // Ten begin, the newest first. Of the others, as many may wait as there are places.
    expect([newest?.state, statesOf(burst)]).toEqual(['inside', { inside: 9, waits: 1, refused: 39 }]);
  });

  it('waits only shortly in a standing queue of which only single requests wait', async () => {
    // Timers end a wait a moment after its time by the clock of the queue.
    const now = () => performance.now() * 1.001;
    const given = { places: 12, burstMilliseconds, standingMilliseconds, busyShare: () => 0, now };
    admission = createAdmission(given);
    askMany('normal', 11);
    await jest.advanceTimersByTimeAsync(burstMilliseconds);
    const late = ask('normal');
    await jest.advanceTimersByTimeAsync(standingMilliseconds);
    expect(late.state).toBe('refused');
  });

  it('is kept with high priority, however many wait', async () => {
    expect(statesOf(await settled(askMany('high', 112)))).toEqual({ inside: 12, waits: 100 });
  });

  it('fits into a standing queue when as many began there within the time of a wait', async () => {
    let inside = askMany('normal', 11).slice(0, 10);
    ask('low');
    await jest.advanceTimersByTimeAsync(burstMilliseconds + 1);
    expect(statesOf(await settled(askMany('normal', 3)))).toEqual({ waits: 2, refused: 1 });
    // All leave. In each 25 ms of a second eight of normal priority begin, which is sixteen in the time of a
    // wait, and at most one of low priority in that time.
    for (let turn = 0; turn < 40; turn += 1) {
      for (const one of inside) one.leave();
      await jest.advanceTimersByTimeAsync(25);
      inside = await settled([
        ...inside.filter(({ state }) => state !== 'refused'),
        ...askMany('normal', 11),
        ask('low'),
      ]);
    }
    const all = [...inside, ...(await settled([...askMany('normal', 40), ...askMany('low', 40)]))];
    const waiting = (priority: Priority) =>
      all.filter((one) => one.priority === priority && one.state === 'waits').length;
    expect([waiting('normal'), waiting('low')]).toEqual([17, 2]);
  });

  it('is asked to return after one to three seconds', async () => {
    askMany('normal', 11);
    await jest.advanceTimersByTimeAsync(burstMilliseconds + 1);
    askMany('normal', 12);
    const seconds = new Set<number>();
    for (let count = 0; count < 200; count += 1)
      await admission.enter(op('normal')).catch(({ retryAfterSeconds }) => seconds.add(retryAfterSeconds));
    expect([...seconds].sort()).toEqual([1, 2, 3]);
  });
});

describe('the number of places', () => {
  const placesWith = (busyShare: () => number) =>
    createPlaces({ places: 12, minPlaces: 6, busyShare, now: () => performance.now() });
  const after = (places: () => number, milliseconds: number): number => {
    jest.advanceTimersByTime(milliseconds);
    return places();
  };

  it('falls by a quarter after each busy time of the event loop, to at least six', () => {
    const places = placesWith(() => 0.95);
    expect(places()).toBe(12);
    expect([99, 1, 100, 100, 100, 100, 100].map((time) => after(places, time))).toEqual([
      ...[12, 9, 6, 6, 6, 6, 6],
    ]);
  });

  it('rises by one after each idle time, to at most twelve', () => {
    let busy = 0.95;
    const places = placesWith(() => busy);
    for (let turn = 0; turn < 4; turn += 1) after(places, 100);
    busy = 0.5;
    expect(Array.from({ length: 10 }, () => after(places, 100))).toEqual([
      ...[7, 8, 9, 10, 11, 12, 12, 12, 12, 12],
    ]);
  });

  it('bounds the requests in progress: a busy event loop admits fewer', async () => {
    const all = { places: 12, burstMilliseconds, standingMilliseconds, busyShare: () => 1 };
    admission = createAdmission(all);
    for (let turn = 0; turn < 4; turn += 1) {
      await jest.advanceTimersByTimeAsync(100);
      for (const one of await settled([ask('normal')])) one.leave();
    }
    expect(statesOf(await settled(askMany('normal', 7)))).toEqual({ inside: 5, waits: 2 });
    expect(statesOf(await settled(askMany('high', 3)))).toEqual({ inside: 1, waits: 2 });
  });
});

describe('the busy share of the event loop', () => {
  it('is one after work without a pause, and lower after pauses', async () => {
    jest.useRealTimers();
    const share = createBusyShare();
    await new Promise((resolve) => setTimeout(resolve, 1));
    share();
    for (const end = performance.now() + 50; performance.now() < end; );
    expect(share()).toBe(1);
    // On a busy machine the whole pause may pass before the event loop begins to wait.
    await waitUntil(() => share() < 0.9, { what: 'a pause of the event loop', timeoutSeconds: 30 });
  });
});

describe('an operation', () => {
  it('needs no place when it is a stream, an upload or a poll, or has its own deadline or queue', () => {
    const error = {} as never;
    expect(needsPlace(op('normal'), {})).toBe(true);
    expect(needsPlace(op('normal', { stream: { error } }), {})).toBe(false);
    expect(needsPlace(op('normal', { bodyKind: 'multipart' }), {})).toBe(false);
    expect(needsPlace(op('normal', { routine: true }), {})).toBe(false);
    expect(needsPlace(op('normal'), { deadlineSeconds: 55 })).toBe(false);
    expect(needsPlace(op('high'), { hasOwnQueue: true })).toBe(false);
  });
});
