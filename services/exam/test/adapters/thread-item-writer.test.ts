import { itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { describe, expect, it } from '@jest/globals';
import { createThreadItemWriter } from '../../src/adapters/thread-item-writer.ts';
import { writeExamItems } from '../../src/domain/item-writing/write-exam-items.ts';
import type { WritingTask } from '../../src/domain/ports.ts';
import { aBook } from '../builders.ts';

const aTask = (copies = 1): WritingTask => ({
  materials: Array.from({ length: copies }, () => {
    const pages = aBook();
    return { documentId: pages[0]?.documentId ?? '', title: 'Land and sky', pages };
  }),
  itemCount: 10,
  types: itemTypes,
});
/** Long enough to be interrupted on any machine. */
const aLongTask = () => aTask(600);
const never = new AbortController().signal;
const limits = { threads: 1, waiting: 1, milliseconds: 20_000 };

describe('the writer in a thread', () => {
  it('gives what the rules give', async () => {
    const task = aTask();
    const written = await createThreadItemWriter(limits).write(task, { signal: never });
    expect(written).toEqual(writeExamItems(task));
    expect(written.items).toHaveLength(10);
  });

  it('lets the process go on while it writes', async () => {
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 5);
    await createThreadItemWriter(limits).write(aTask(40), { signal: never });
    clearInterval(counting);
    expect(turns).toBeGreaterThan(5);
  });

  it('ends a thread whose time is over, and the place is free again', async () => {
    const writer = createThreadItemWriter({ ...limits, milliseconds: 300 });
    await expect(writer.write(aLongTask(), { signal: never })).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
    const patient = createThreadItemWriter(limits);
    await expect(patient.write(aTask(), { signal: AbortSignal.abort() })).rejects.toThrow();
    expect((await patient.write(aTask(), { signal: never })).items).toHaveLength(10);
  });

  it('ends a thread whose caller has left', async () => {
    const caller = new AbortController();
    const writer = createThreadItemWriter(limits);
    const leaving = writer.write(aLongTask(), { signal: caller.signal });
    const waiting = writer.write(aTask(), { signal: never });
    caller.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect((await waiting).items).toHaveLength(10);
  });

  it('refuses beyond its queue, and forgets those who leave it', async () => {
    const writer = createThreadItemWriter(limits);
    const impatient = new AbortController();
    const first = writer.write(aTask(40), { signal: never });
    const second = writer.write(aTask(), { signal: impatient.signal });
    await expect(writer.write(aTask(), { signal: never })).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterSeconds: 5,
    });
    impatient.abort();
    await expect(second).rejects.toThrow();
    const third = writer.write(aTask(), { signal: never });
    expect((await first).items.length + (await third).items.length).toBe(20);
  });
});
