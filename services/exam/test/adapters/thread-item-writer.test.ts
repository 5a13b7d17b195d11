import { itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createThreadItemWriter, type ThreadLimits } from '../../src/adapters/thread-item-writer.ts';
import type { WritingTask } from '../../src/domain/item-writing/ports.ts';
import { writeExamItems } from '../../src/domain/item-writing/write-exam-items.ts';
import { aBook } from '../builders.ts';

const aTask = (copies = 1): WritingTask => ({
  materials: Array.from({ length: copies }, () => {
    const pages = aBook();
    return { documentId: pages[0]?.documentId ?? '', title: 'Land and sky', pages };
  }),
  cells: [{ count: 10, types: itemTypes }],
});
/** Takes long enough to be interrupted on any machine. */
const aLongTask = () => aTask(600);
const never = new AbortController().signal;
const ownerId = 'owner';
const limits = { maxThreads: 1, maxWaiting: 1, timeoutMilliseconds: 20_000 };

const writers: ReturnType<typeof createThreadItemWriter>[] = [];

const aWriter = (chosen: ThreadLimits) => {
  const writer = createThreadItemWriter(chosen);
  writers.push(writer);
  return writer;
};

/** Counts the threads that start while `work` runs. */
const threadsStartedBy = async (work: () => Promise<unknown>): Promise<number> => {
  let count = 0;
  const onThread = () => {
    count += 1;
  };
  process.on('worker', onThread);
  await work();
  process.off('worker', onThread);
  return count;
};

afterEach(async () => {
  await Promise.all(writers.splice(0).map(({ close }) => close()));
});

describe('createThreadItemWriter', () => {
  it('createThreadItemWriter returns the items of writeExamItems', async () => {
    const task = aTask();
    const written = await aWriter(limits).write(task, { signal: never, ownerId });
    expect(written).toEqual(writeExamItems(task));
    expect(written.cells[0]?.items).toHaveLength(10);
  });

  it('createThreadItemWriter does not block the event loop while it writes', async () => {
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 5);
    await aWriter(limits).write(aTask(40), { signal: never, ownerId });
    clearInterval(counting);
    expect(turns).toBeGreaterThan(5);
  });

  it('createThreadItemWriter ends a thread at its timeout and frees its place', async () => {
    const writer = aWriter({ ...limits, timeoutMilliseconds: 300 });
    await expect(writer.write(aLongTask(), { signal: never, ownerId })).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
    const patient = aWriter(limits);
    await expect(patient.write(aTask(), { signal: AbortSignal.abort(), ownerId })).rejects.toThrow();
    expect((await patient.write(aTask(), { signal: never, ownerId })).cells[0]?.items).toHaveLength(10);
  });

  it('createThreadItemWriter ends a thread when its caller disconnects', async () => {
    const caller = new AbortController();
    const writer = aWriter(limits);
    const leaving = writer.write(aLongTask(), { signal: caller.signal, ownerId });
    const waiting = writer.write(aTask(), { signal: never, ownerId });
    caller.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect((await waiting).cells[0]?.items).toHaveLength(10);
  });

  it('createThreadItemWriter rejects a task when its queue is full, and removes an aborted task from the queue', async () => {
    const writer = aWriter(limits);
    const impatient = new AbortController();
    const first = writer.write(aTask(40), { signal: never, ownerId });
    const second = writer.write(aTask(), { signal: impatient.signal, ownerId });
    await expect(writer.write(aTask(), { signal: never, ownerId })).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterSeconds: 5,
    });
    impatient.abort();
    await expect(second).rejects.toThrow();
    const third = writer.write(aTask(), { signal: never, ownerId });
    for (const written of [await first, await third]) expect(written.cells[0]?.items).toHaveLength(10);
  });

  it('createThreadItemWriter writes one task of a teacher before the waiting tasks of another teacher', async () => {
    const writer = aWriter({ ...limits, maxWaiting: 4 });
    const order: string[] = [];
    const write = async (name: string, owner: string) => {
      await writer.write(aTask(), { signal: never, ownerId: owner });
      order.push(name);
    };
    const many = ['first', 'second', 'third'].map((name) => write(name, 'many'));
    await expect(write('fourth', 'many')).rejects.toMatchObject({ code: 'overloaded' });
    await Promise.all([...many, write('only', 'one')]);
    expect(order).toEqual(['first', 'only', 'second', 'third']);
  });

  it('createThreadItemWriter writes consecutive tasks in one thread', async () => {
    const writer = aWriter(limits);
    const started = await threadsStartedBy(async () => {
      for (const task of [aTask(), aTask(), aTask()])
        expect((await writer.write(task, { signal: never, ownerId })).cells[0]?.items).toHaveLength(10);
    });
    expect(started).toBe(1);
  });

  it('createThreadItemWriter starts a new thread after the end of another, and after close', async () => {
    const writer = aWriter(limits);
    const write = (signal: AbortSignal) => writer.write(aTask(), { signal, ownerId });
    const caller = new AbortController();
    const started = await threadsStartedBy(async () => {
      await write(never);
      const leaving = writer.write(aLongTask(), { signal: caller.signal, ownerId });
      caller.abort();
      await expect(leaving).rejects.toMatchObject({ code: 'deadline-exceeded' });
      await write(never);
    });
    expect(started).toBe(2);
    await writer.close();
    expect(await threadsStartedBy(() => write(never))).toBe(1);
    expect(await threadsStartedBy(() => write(never))).toBe(1);
  });
});
