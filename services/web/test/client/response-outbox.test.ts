import { setTimeout } from 'node:timers/promises';
import type { ProblemBody } from '@ai-teacher/contracts/problem.ts';
import { describe, expect, it } from '@jest/globals';
import { storedElsewhere, type Unsent } from '../../client/src/pages/sitting/outbox/entries.ts';
import { createOutbox, type Outbox } from '../../client/src/pages/sitting/outbox/response-outbox.ts';

/** The part of the browser's storage that the outbox uses. */
const memoryStorage = (isFull = false) => {
  const entries = new Map<string, string>();
  return {
    entries,
    get length() {
      return entries.size;
    },
    key: (index: number) => [...entries.keys()][index] ?? null,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, text: string) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      entries.set(key, text);
    },
    removeItem: (key: string) => void entries.delete(key),
  };
};

const refused = new Error('refused');
const filtered = new Error('filtered');
const problem: ProblemBody = {
  type: 'urn:ai-teacher:problem:input-invalid',
  title: 'The input is not valid',
  status: 422,
  code: 'input-invalid',
  requestId: 'r1',
};
const unavailable = new Error('unavailable');
const answer = (itemId: string, response: string): Unsent => ({ attemptId: 'exam', itemId, response });

/** No timer sends in these tests. */
const noTimer = { afterChange: 1_000_000, maxAfterChange: 1_000_000, afterFault: 1_000_000 };

type Given = {
  readonly owner?: string;
  readonly storage?: ReturnType<typeof memoryStorage>;
  readonly waits?: typeof noTimer;
};

/** An outbox that has been started, with the responses that it sent. */
const anOutbox = ({ owner = 'sam', storage = memoryStorage(), waits = noTimer }: Given = {}) => {
  const sent: string[] = [];
  let onSend: (unsent: Unsent) => unknown = () => {};
  const outbox: Outbox = createOutbox({
    owner,
    storage,
    refusalIn: (fault) => (fault === refused ? problem : undefined),
    concernsOne: (fault) => fault === filtered,
    oneAtATime: (work) => work(),
    waits,
    send: async (unsent) => {
      await onSend(unsent);
      sent.push(`${unsent.itemId}=${unsent.response}`);
    },
  });
  const stop = outbox.start();
  return {
    outbox,
    sent,
    storage,
    stop,
    onSend: (answerTo: typeof onSend) => {
      onSend = answerTo;
    },
  };
};

describe('storedElsewhere', () => {
  it('A response of the same student that another tab stores is read from the storage', () => {
    const key = 'ai-teacher-unsent:ann:exam:third';
    const expected = { attemptId: 'exam', itemId: 'third', response: ['a', 'b'] };
    expect(storedElsewhere('ann', key, '["a","b"]')).toEqual(expected);
    expect(storedElsewhere('ann', key, 'null')).toEqual({ ...expected, response: null });
  });

  it.each([
    ['ai-teacher-unsent:ben:exam:third', '"x"'],
    ['ai-teacher-refused:ann:exam:third', '{"response":"x"}'],
    ['ai-teacher-unsent:ann:exam:third', null],
    ['ai-teacher-preferences', '{}'],
    [null, null],
  ])('The change of %s to %s is no response of this student', (key, text) => {
    expect(storedElsewhere('ann', key, text)).toBeUndefined();
  });
});

describe('createOutbox', () => {
  it('A response stays in the storage until the server has it', async () => {
    const { outbox, sent, storage, stop } = anOutbox();
    outbox.put(answer('1', 'ice'));
    expect(outbox.state()).toBe('saving');
    expect(storage.entries.size).toBe(1);
    await outbox.flush();
    expect(sent).toEqual(['1=ice']);
    expect(storage.entries.size).toBe(0);
    expect(outbox.state()).toBe('saved');
    stop();
  });

  it('Responses wait while the server is unavailable, also over a reload of the page', async () => {
    const first = anOutbox();
    first.onSend(() => {
      throw unavailable;
    });
    first.outbox.put(answer('1', 'ice'));
    await first.outbox.flush();
    expect(first.outbox.state()).toBe('waiting');
    first.stop();

    const reloaded = anOutbox({ storage: first.storage });
    expect(reloaded.outbox.unsent('exam')).toEqual({ 1: 'ice' });
    await reloaded.outbox.flush();
    expect(reloaded.sent).toEqual(['1=ice']);
    reloaded.stop();
  });

  it('A page that reads the attempt while a response is sent still has the response', async () => {
    const { outbox, stop } = anOutbox();
    const askedAt = performance.now();
    outbox.put(answer('1', 'ice'));
    await outbox.flush();
    outbox.put(answer('2', 'snow'));
    expect(outbox.unsent('exam')).toEqual({ 2: 'snow' });
    expect(outbox.latest('exam', askedAt)).toEqual({ 1: 'ice', 2: 'snow' });
    // A later answer of the server has the sent response, or a newer one of another tab.
    expect(outbox.latest('exam', performance.now())).toEqual({ 2: 'snow' });
    stop();
  });

  it('Words that are typed without a pause are sent within the maximum wait', async () => {
    const { outbox, sent, stop } = anOutbox({
      waits: { ...noTimer, maxAfterChange: 50 },
    });
    const words = Array.from({ length: 30 }, (_, count) => 'x'.repeat(count + 1));
    for (const word of words) {
      outbox.put(answer('1', word));
      await setTimeout(10);
    }
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.length).toBeLessThan(words.length);
    stop();
  });

  it('Words that change while they are sent wait before they are sent again', async () => {
    const { outbox, sent, onSend, stop } = anOutbox({ waits: { ...noTimer, afterChange: 50 } });
    onSend(({ response }) => outbox.put(answer('1', `${response}x`)));
    outbox.put(answer('1', 'x'));
    await setTimeout(175);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThan(4);
    stop();
  });

  it('A response that changes while it is sent is sent again by a flush', async () => {
    const { outbox, sent, onSend, stop } = anOutbox();
    onSend(({ response }) => {
      if (response === 'ice') outbox.put(answer('1', 'steam'));
    });
    outbox.put(answer('1', 'ice'));
    await outbox.flush();
    expect(sent).toEqual(['1=ice', '1=steam']);
    stop();
  });

  it('A refused response is retained with its reason until the item is answered, also over a reload', async () => {
    const { outbox, sent, onSend, stop, storage } = anOutbox();
    onSend(({ response }) => {
      if (response !== 'snow') throw refused;
    });
    for (const unsent of [answer('1', 'ice'), answer('2', 'snow'), answer('3', 'fog')]) outbox.put(unsent);
    await outbox.flush();
    expect(sent).toEqual(['2=snow']);
    expect(outbox.state()).toBe('saved');
    const both = [
      { ...answer('1', 'ice'), problem },
      { ...answer('3', 'fog'), problem },
    ];
    expect(outbox.refused()).toEqual(both);
    stop();

    const reloaded = anOutbox({ storage });
    expect(reloaded.outbox.refused()).toEqual(both);
    expect(reloaded.outbox.latest('exam', performance.now())).toEqual({ 1: 'ice', 3: 'fog' });
    reloaded.outbox.put(answer('3', 'hail'));
    await reloaded.outbox.flush();
    expect(reloaded.sent).toEqual(['3=hail']);
    expect(reloaded.outbox.refused()).toEqual(both.slice(0, 1));
    reloaded.stop();
  });

  it('A refused response that the student dismisses leaves the storage', async () => {
    const { outbox, onSend, storage, stop } = anOutbox();
    onSend(() => {
      throw refused;
    });
    outbox.put(answer('1', 'ice'));
    await outbox.flush();
    outbox.dismiss(answer('1', 'ice'));
    expect(outbox.refused()).toEqual([]);
    expect(storage.entries.size).toBe(0);
    stop();
  });

  it('A response that changes while it is refused is sent again, and nothing is refused', async () => {
    const { outbox, sent, onSend, stop } = anOutbox();
    onSend(({ response }) => {
      if (response === 'steam') return;
      outbox.put(answer('1', 'steam'));
      throw refused;
    });
    outbox.put(answer('1', 'ice'));
    await outbox.flush();
    expect(sent).toEqual(['1=steam']);
    expect(outbox.refused()).toEqual([]);
    stop();
  });

  it('A response that a filter holds back stays unsent, and the others are sent', async () => {
    const { outbox, sent, onSend, stop } = anOutbox();
    onSend(({ itemId }) => {
      if (itemId === '1') throw filtered;
    });
    outbox.put(answer('1', 'ice'));
    outbox.put(answer('2', 'snow'));
    await outbox.flush();
    expect(sent).toEqual(['2=snow']);
    expect(outbox.state()).toBe('waiting');
    expect(outbox.unsent('exam')).toEqual({ 1: 'ice' });
    expect(outbox.refused()).toEqual([]);
    stop();
  });

  it('Two tabs of one attempt send the responses of both', async () => {
    const storage = memoryStorage();
    const left = anOutbox({ storage });
    const right = anOutbox({ storage });
    left.outbox.put(answer('1', 'ice'));
    right.outbox.put(answer('2', 'snow'));
    await left.outbox.flush();
    expect(left.sent).toEqual(['1=ice', '2=snow']);
    expect(right.outbox.state()).toBe('saved');
    left.stop();
    right.stop();
  });

  it('An outbox neither sends nor removes the responses of another student', async () => {
    const storage = memoryStorage();
    const sam = anOutbox({ storage });
    sam.outbox.put(answer('1', 'ice'));
    sam.stop();
    const kim = anOutbox({ storage, owner: 'kim' });
    await kim.outbox.flush();
    expect(kim.sent).toEqual([]);
    expect(kim.outbox.unsent('exam')).toEqual({});
    expect(storage.entries.size).toBe(1);
    kim.stop();
  });

  it('A refusal after the end of the session removes nothing', async () => {
    const { outbox, onSend, stop } = anOutbox();
    onSend(() => {
      stop();
      throw refused;
    });
    outbox.put(answer('1', 'ice'));
    await outbox.flush();
    expect(outbox.unsent('exam')).toEqual({ 1: 'ice' });
    expect(outbox.refused()).toEqual([]);
  });

  it('A full storage leaves the responses in the memory of the page, from where they are sent', async () => {
    const { outbox, sent, stop } = anOutbox({ storage: memoryStorage(true) });
    outbox.put(answer('1', 'ice'));
    expect(outbox.unsent('exam')).toEqual({ 1: 'ice' });
    await outbox.flush();
    expect(sent).toEqual(['1=ice']);
    stop();
  });
});
