import { Agent, request } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { readEventStream } from '@ai-teacher/edge-client/event-stream-reader.ts';
import type { Target } from '../load/load.ts';
import { type NumberedWord, preciseNow, readWords } from './numbered-words.ts';

/** One answer as its client received it. */
export type Streamed = {
  /** 0 without an answer, and for an answer that broke off or reported an error. */
  readonly status: number;
  /** Whether the answer began with 200, so that its words are owed. */
  readonly isOpened: boolean;
  /** From the sending of the question to its first word; undefined without a word. */
  readonly firstMilliseconds: number | undefined;
  readonly numbers: readonly number[];
  /** The time from the sending of each word by the model to its arrival. */
  readonly delays: readonly number[];
};

/** Reports each word, and the end of the stream. */
export type StreamWatch = { readonly onWord: (isFirst: boolean) => void; readonly onEnd: () => void };

type Opened = { readonly status: number; readonly body: Readable };

const open = ({ method, url, headers, body = '' }: Target, agent: Agent): Promise<Opened> =>
  new Promise((resolve, reject) => {
    const sent = request(url, {
      method: method ?? 'GET',
      headers: { ...headers, accept: 'text/event-stream', 'content-length': Buffer.byteLength(body) },
      agent,
    });
    sent.once('response', (message) => resolve({ status: message.statusCode ?? 0, body: message }));
    sent.once('error', reject);
    sent.end(body);
  });

const textOf = (data: string): string => {
  const { text } = JSON.parse(data) as { text?: unknown };
  return typeof text === 'string' ? text : '';
};

const readStream = async (target: Target, agent: Agent, watch: StreamWatch): Promise<Streamed> => {
  const sent = preciseNow();
  const words: (NumberedWord & { at: number })[] = [];
  let [status, isOpened] = [0, false];
  try {
    const opened = await open(target, agent);
    status = opened.status;
    isOpened = status === 200;
    let text = '';
    for await (const { event, data } of readEventStream(Readable.toWeb(opened.body) as ReadableStream)) {
      if (event === 'error') status = 0;
      if (event !== 'message.delta') continue;
      const found = readWords(text + textOf(data));
      text = found.rest;
      const at = preciseNow();
      for (const word of found.words) {
        watch.onWord(words.length === 0);
        words.push({ ...word, at });
      }
    }
  } catch {
    // The connection broke: the words that are missing count as lost.
    status = 0;
  } finally {
    watch.onEnd();
  }
  return {
    status,
    isOpened,
    firstMilliseconds: words[0] && words[0].at - sent,
    numbers: words.map(({ number }) => number),
    delays: words.map(({ at, sentMilliseconds }) => at - sentMilliseconds),
  };
};

/** Opens one stream for each target, evenly over some seconds, and reads all to their ends. */
export const openStreams = async (
  targets: readonly Target[],
  seconds: number,
  watch: StreamWatch,
): Promise<Streamed[]> => {
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  const start = performance.now();
  try {
    return await Promise.all(
      targets.map(async (target, place) => {
        await pause(Math.max(0, start + (place * seconds * 1_000) / targets.length - performance.now()));
        return readStream(target, agent, watch);
      }),
    );
  } finally {
    agent.destroy();
  }
};
