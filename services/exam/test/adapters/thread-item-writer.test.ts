import { itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { describe, expect, it } from '@jest/globals';
import { createThreadItemWriter } from '../../src/adapters/thread-item-writer.ts';
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

describe('createThreadItemWriter', () => {
  it('createThreadItemWriter returns the items of writeExamItems', async () => {
    const task = aTask();
    const written = await createThreadItemWriter(limits).write(task, { signal: never, ownerId });
    expect(written).toEqual(writeExamItems(task));
    expect(written.cells[0]?.items).toHaveLength(10);
  });

  it('createThreadItemWriter does not block the event loop while it writes', async () => {
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 5);
    await createThreadItemWriter(limits).write(aTask(40), { signal: never, ownerId });
    clearInterval(counting);
    expect(turns).toBeGreaterThan(5);
  });

  it('createThreadItemWriter ends a thread at its timeout and frees its place', async () => {
    const writer = createThreadItemWriter({ ...limits, timeoutMilliseconds: 300 });
    await expect(writer.write(aLongTask(), { signal: never, ownerId })).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
    const patient = createThreadItemWriter(limits);
    await expect(patient.write(aTask(), { signal: AbortSignal.abort(), ownerId })).rejects.toThrow();
    expect((await patient.write(aTask(), { signal: never, ownerId })).cells[0]?.items).toHaveLength(10);
  });

  it('createThreadItemWriter ends a thread when its caller disconnects', async () => {
    const caller = new AbortController();
    const writer = createThreadItemWriter(limits);
    const leaving = writer.write(aLongTask(), { signal: caller.signal, ownerId });
    const waiting = writer.write(aTask(), { signal: never, ownerId });
    caller.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect((await waiting).cells[0]?.items).toHaveLength(10);
  });

  it('createThreadItemWriter rejects a task when its queue is full, and removes an aborted task from the queue', async () => {
    const writer = createThreadItemWriter(limits);
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
    const writer = createThreadItemWriter({ ...limits, maxWaiting: 4 });
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
});
