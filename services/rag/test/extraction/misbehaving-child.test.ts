import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { createChildExtractor, defaultContainment } from '../../src/adapters/child-extractor.ts';
import { detectNetworkIsolation, type NetworkIsolation } from '../../src/adapters/network-isolation.ts';

const program = fileURLToPath(new URL('./misbehaving-child.ts', import.meta.url));

type Options = { readonly isolation?: NetworkIsolation; readonly maxStepSeconds?: number };

const extract = (misdeed: string, { isolation = 'egress-rule', maxStepSeconds = 20 }: Options = {}) =>
  createChildExtractor({
    limits: { ...defaultContainment, pages: 20, characters: 1_000, maxStepSeconds },
    isolation,
    program,
  }).extract(
    (async function* bytes() {
      yield Buffer.from(misdeed);
    })(),
    { onProgress: () => {}, signal: new AbortController().signal },
  );

describe('the parent refuses a file whose child', () => {
  it.each([
    ['floods with messages', 'sent too many messages'],
    ['sends a line without an end', 'sent too many bytes'],
    ['sends no JSON', 'sent a message of another shape'],
    ['sends an unknown message', 'sent a message of another shape'],
    ['sends a field too much', 'sent a message of another shape'],
    ['sends a label that is too long', 'sent a message of another shape'],
    ['sends a page twice', 'sent a wrong page'],
    ['sends more pages than allowed', 'sent a wrong page'],
  ])('%s', async (misdeed, reason) => {
    await expect(extract(misdeed)).resolves.toEqual({
      state: 'rejected_resource',
      reason: `The program that reads files ${reason}.`,
    });
  });

  it('ends without an answer', async () => {
    await expect(extract('ends without an answer')).resolves.toMatchObject({ state: 'damaged' });
  });

  it.each(['never answers', 'computes without an answer'])('%s', async (misdeed) => {
    await expect(extract(misdeed, { maxStepSeconds: 1 })).resolves.toMatchObject({
      state: 'rejected_resource',
      limit: { name: 'time', value: defaultContainment.maxTotalSeconds },
    });
  });
});

it('the parent counts the processor time of a step, because a child waits on a busy machine', async () => {
  await expect(extract('answers after two idle seconds', { maxStepSeconds: 1 })).resolves.toMatchObject({
    state: 'ready',
  });
});

it('the parent takes an answer and ends a child that does not end itself', async () => {
  await expect(extract('answers and never ends')).resolves.toMatchObject({
    state: 'ready',
    pages: [{ text: 'Text.' }],
  });
});

it('the parent replaces characters of the child that cannot be stored', async () => {
  await expect(extract('sends a character that cannot be stored')).resolves.toMatchObject({
    state: 'ready',
    pages: [{ text: 'a\ufffdb\ufffdc' }],
  });
});

describe('the network of the child', () => {
  it('is unreachable when the system allows a network namespace', async () => {
    const isolation = await detectNetworkIsolation();
    expect(['namespace', 'permission-model', 'egress-rule']).toContain(isolation);
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const answer = await extract(`connects|${port}`, { isolation });
      const text = isolation === 'egress-rule' ? 'connected' : 'no network';
      expect(answer).toMatchObject({ pages: [{ text }] });
      expect(await extract(`connects|${port}`, { isolation: 'egress-rule' })).toMatchObject({
        pages: [{ text: isolation === 'permission-model' ? 'no network' : 'connected' }],
      });
    } finally {
      server.close();
    }
  });
});
