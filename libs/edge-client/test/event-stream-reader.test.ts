import { describe, expect, it } from '@jest/globals';
import { readEventStream, type WireEvent } from '../src/event-stream-reader.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const streamOf = (chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

const read = (...chunks: readonly Uint8Array[]): Promise<WireEvent[]> =>
  Array.fromAsync(readEventStream(streamOf(chunks)));

const withoutFields = { id: null, event: 'message' };

describe('readEventStream', () => {
  it.each([
    ['id, event and data', 'id: 7\nevent: delta\ndata: x\n\n', [{ id: '7', event: 'delta', data: 'x' }]],
    ['an event without id and name', 'data: x\n\n', [{ ...withoutFields, data: 'x' }]],
    ['line ends of CR and LF', 'id: 7\r\ndata: x\r\n\r\n', [{ id: '7', event: 'message', data: 'x' }]],
    [
      'line ends of CR alone',
      'id: 7\rdata: x\r\rdata: y\r\r:\n',
      [
        { id: '7', event: 'message', data: 'x' },
        { ...withoutFields, data: 'y' },
      ],
    ],
    ['data of several lines', 'data: {"a":\ndata: 1}\n\n', [{ ...withoutFields, data: '{"a":\n1}' }]],
    ['a value without a space after the colon', 'data:x\n\n', [{ ...withoutFields, data: 'x' }]],
    ['a value with several spaces', 'data:  x\n\n', [{ ...withoutFields, data: ' x' }]],
    ['a value with colons', 'data: a:b: c\n\n', [{ ...withoutFields, data: 'a:b: c' }]],
    ['an empty data field', 'data:\n\n', [{ ...withoutFields, data: '' }]],
    ['a data field without a colon', 'data\n\n', [{ ...withoutFields, data: '' }]],
    ['an empty id', 'id:\ndata: x\n\n', [{ id: '', event: 'message', data: 'x' }]],
    ['the last of two ids', 'id: 1\nid: 2\ndata: x\n\n', [{ id: '2', event: 'message', data: 'x' }]],
    [
      'no id of an earlier event',
      'id: 1\ndata: x\n\ndata: y\n\n',
      [
        { id: '1', event: 'message', data: 'x' },
        { ...withoutFields, data: 'y' },
      ],
    ],
    [
      'comments before, between and within events',
      ': a\n\n:b\ndata: x\n: c\n\n',
      [{ ...withoutFields, data: 'x' }],
    ],
    ['unknown fields', 'retry: 3\nother: 1\ndata: x\n\n', [{ ...withoutFields, data: 'x' }]],
    ['no event without data', 'id: 1\nevent: delta\n\n', []],
    ['no event whose blank line is missing', 'data: x\n\ndata: y\n', [{ ...withoutFields, data: 'x' }]],
    [
      'several blank lines',
      '\n\ndata: x\n\n\n\ndata: y\n\n',
      [
        { ...withoutFields, data: 'x' },
        { ...withoutFields, data: 'y' },
      ],
    ],
    ['an empty stream', '', []],
  ])('readEventStream reads %s, whole and byte by byte', async (_case, text, expected) => {
    const bytes = bytesOf(text);
    expect(await read(bytes)).toEqual(expected);
    expect(await read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('readEventStream yields the same events wherever the bytes are split', async () => {
    const bytes = bytesOf(': hi\r\n\r\nid: 1\r\ndata: Wärme ☀️\r\ndata: x\r\n\r\nid: 2\ndata: y\n\n');
    const whole = await read(bytes);
    expect(whole.map(({ data }) => data)).toEqual(['Wärme ☀️\nx', 'y']);
    for (let at = 1; at < bytes.length; at += 1)
      expect(await read(bytes.slice(0, at), bytes.slice(at))).toEqual(whole);
  });

  it('readEventStream yields an event as soon as its blank line has arrived', async () => {
    let push: (text: string) => void = () => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        push = (text) => controller.enqueue(bytesOf(text));
      },
    });
    const events = readEventStream(body);
    push('data: first\n\ndata: sec');
    expect(await events.next()).toMatchObject({ value: { data: 'first' } });
    push('ond\n\n');
    expect(await events.next()).toMatchObject({ value: { data: 'second' } });
    await events.return(undefined);
  });

  it('readEventStream cancels the body when its reader stops', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytesOf('data: x\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _event of readEventStream(body)) break;
    expect(cancelled).toBe(true);
  });

  it('readEventStream throws the fault of a body that breaks off', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('connection lost')),
    });
    await expect(Array.fromAsync(readEventStream(body))).rejects.toThrow('connection lost');
  });
});
