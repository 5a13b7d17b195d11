import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { defaultMaxBodyBytes } from '@ai-teacher/service-kit/server/read-body.ts';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import type { TestResponse } from './app-client.ts';
import { allowedRequest, expectBounded, expectProblem, type GetApp } from './owed-request.ts';

const sender =
  (getApp: GetApp, op: Operation) =>
  (payload: string | Buffer, headers: Record<string, string> = {}): Promise<TestResponse> =>
    getApp().call(op, {
      ...allowedRequest(op),
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    });

/** Declares the tests that each operation with a JSON body owes: 400, 413, 415 and 422. */
export const describeBody = (getApp: GetApp, op: Operation): void => {
  const send = sender(getApp, op);

  it.each(['{"a":', '{"a":1}}', "{'a':1}", '\u0000'])(
    'answers 400 to %j, which is not JSON',
    async (text) => {
      expectProblem(await send(text), 400, 'malformed-request');
    },
  );
  it('answers 415 to another media type and to a compressed body', async () => {
    expectProblem(await send('a=1', { 'content-type': 'text/plain' }), 415, 'media-type-unsupported');
    expectProblem(await send('{}', { 'content-encoding': 'gzip' }), 415, 'media-type-unsupported');
  });
  it('answers 413 to a body over its limit, with and without Content-Length', async () => {
    const over = JSON.stringify({ padding: 'x'.repeat(op.maxBodyBytes ?? defaultMaxBodyBytes) });
    expectProblem(await send(over), 413, 'payload-too-large');
    const unannounced = { ...allowedRequest(op), payload: over };
    const headers = {
      'content-type': 'application/json',
      'content-length': undefined,
      'transfer-encoding': 'chunked',
    };
    expectProblem(await getApp().call(op, { ...unannounced, headers }), 413, 'payload-too-large');
  });
  it.each(['[]', '"text"', '7', 'null', `${'['.repeat(10_000)}${']'.repeat(10_000)}`])(
    'answers 422 where an object is expected',
    async (text) => {
      expectProblem(await send(text), 422, 'input-invalid');
    },
  );
  if (op.body instanceof z.ZodObject)
    it('answers to thousands of unknown fields, short or long, with less than was sent', async () => {
      const many = Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1]);
      expectBounded(await send(JSON.stringify(Object.fromEntries(many))), many.length);
      const long = Array.from({ length: 30 }, (_, index) => [`${index}${'k'.repeat(1_900)}`, 1]);
      expectBounded(await send(JSON.stringify(Object.fromEntries(long))), long.length);
    });
  if (op.body instanceof z.ZodObject)
    it('answers 422 to an unknown field, with a pointer to the field', async () => {
      const answer = await send('{"role~/x":"admin","constructor":1}');
      expectProblem(answer, 422, 'input-invalid');
      const pointers = answer.body.errors.map((fault: { pointer: string }) => fault.pointer);
      expect(pointers).toEqual(expect.arrayContaining(['/role~0~1x', '/constructor']));
    });
};

export const describeEncoding = (getApp: GetApp, op: Operation): void => {
  const send = sender(getApp, op);

  it('answers 400 to bytes that are not UTF-8', async () => {
    for (const bytes of ['e4', 'c0af', 'eda080', 'f4908080', 'e282', 'fffe'])
      expectProblem(await send(Buffer.from(`7b2261223a22${bytes}227d`, 'hex')), 400, 'malformed-request');
    expectProblem(await send(Buffer.from('\ufeff{"a":1}', 'utf16le')), 400, 'malformed-request');
  });
  it('answers 415 to another charset', async () => {
    for (const charset of ['iso-8859-1', 'UTF-16', '"windows-1252"', 'us-ascii'])
      expectProblem(
        await send('{}', { 'content-type': `application/json; charset=${charset}` }),
        415,
        'media-type-unsupported',
      );
  });
  it('reads UTF-8 after a byte order mark, with a media type in any case', async () => {
    for (const type of [
      'Application/JSON',
      'application/json; charset="UTF-8"',
      'application/json;Charset=utf8',
    ])
      expectProblem(await send('\ufeff{"unknown":"ä"}', { 'content-type': type }), 422, 'input-invalid');
  });
};
