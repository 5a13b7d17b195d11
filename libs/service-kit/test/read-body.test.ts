import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { discardBody } from '../src/server/read-body.ts';

/** A request as far as its body goes: bytes that come, an end that may not. */
const bodyOf = (text: string): PassThrough => {
  const body = new PassThrough();
  body.write(text);
  return body;
};
const discard = (body: PassThrough): void => discardBody(body as unknown as IncomingMessage);
const closed = (body: PassThrough) => new Promise((resolve) => body.once('close', resolve));

describe('the rest of a refused body', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is read to its end, and then no timer remains', async () => {
    const body = bodyOf('the first half');
    discard(body);
    expect(jest.getTimerCount()).toBe(1);
    body.end('the second half');
    await closed(body);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no timer when it had ended before', async () => {
    const body = bodyOf('all of it');
    body.resume().end();
    await closed(body);
    discard(body);
    await new Promise(process.nextTick);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is cut off after ten seconds', async () => {
    const body = bodyOf('a sender who stops here');
    discard(body);
    jest.advanceTimersByTime(9_999);
    expect(body.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    expect(body.destroyed).toBe(true);
  });
});
