/** @mesh own */
import { readFileSync } from 'node:fs';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { createEdgeClient, type EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { accessTokenOf } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { type OpenAiStub, startOpenAiStub, words } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ReplicatedMesh, startReplicatedMesh } from '../support/replicated-mesh.ts';
import { startLoad } from '../support/steady-load.ts';

jest.setTimeout(240_000);

const book = new URL('../../../libs/demo/textbook/water-weather-and-climate.pdf', import.meta.url);
/** Enough that each of the gateway's two workers sends one to each of two replicas. */
const streamsOfAKind = 6;
const patience = { timeoutMilliseconds: 240_000 };

type Stream = { events: { event: string; data: unknown }[]; end?: 'whole' | 'broken' };

let model: OpenAiStub;
let mesh: ReplicatedMesh;
let token: string;
let teacher: EdgeClient;
let documentId: string;

beforeAll(async () => {
  model = await startOpenAiStub({ steps: [...words('Water that becomes'), { stall: true }] });
  mesh = await startReplicatedMesh({
    environment: { CHAT_MODEL: 'scripted-model', OPENAI_BASE_URL: model.url },
    // One teacher opens all streams of this file. At a stop, answers get one second to finish. Until then the
    // model may stay silent as long as the test needs.
    told: {
      all: { STOP_GRACE_SECONDS: '1', MAX_STREAMS_PER_USER: String(4 * streamsOfAKind) },
      chat: { MODEL_SILENCE_SECONDS: '120', MODEL_ANSWER_SECONDS: '240' },
    },
  });
  token = await accessTokenOf(mesh.gatewayUrl, mesh.credentials.teacher);
  teacher = createEdgeClient({ gatewayUrl: mesh.gatewayUrl }).as(token);
  const file = { name: 'water.pdf', bytes: readFileSync(book) };
  documentId = (await teacher.upload(ingest, { body: { title: 'Water' } }, file)).answer.documentId;
  const { answer: progress } = await teacher.stream(followDocument, { params: { id: documentId } });
  await Array.fromAsync(progress);
}, 240_000);
afterAll(async () => {
  await mesh?.stop();
  await model?.close();
}, 60_000);

/**
 * The document's state in rag. An unfinished document can be followed as long as the test needs.
 */
const documentIs = (status: 'ready' | 'indexing') =>
  readRows(mesh.databaseUrl('rag'), 'update document set status = $1 where id = $2', [status, documentId]);

const listen = (events: AsyncIterable<Stream['events'][number]>): Stream => {
  const stream: Stream = { events: [] };
  const listening = async (): Promise<void> => {
    for await (const event of events) stream.events.push(event);
  };
  void listening().then(
    () => {
      stream.end = 'whole';
    },
    () => {
      stream.end = 'broken';
    },
  );
  return stream;
};
/** Opens the streams in sequence, so that they spread over the replicas. All of them have begun. */
const openStreams = async (): Promise<{ answers: Stream[]; documents: Stream[] }> => {
  const answers: Stream[] = [];
  const documents: Stream[] = [];
  await documentIs('ready');
  for (let count = 0; count < streamsOfAKind; count += 1) {
    const body = { message: 'What is condensation?' };
    answers.push(listen((await teacher.stream(ask, { body, ...patience })).answer));
  }
  await documentIs('indexing');
  for (let count = 0; count < streamsOfAKind; count += 1) {
    const following = await teacher.stream(followDocument, { params: { id: documentId }, ...patience });
    documents.push(listen(following.answer));
  }
  const begun = () => [...answers, ...documents].every(({ events }) => events.length > 0);
  await waitUntil(begun, { what: 'the first event of every stream', timeoutSeconds: 30 });
  return { answers, documents };
};
const endOf = ({ end, events }: Stream) => ({ end, last: events.at(-1) });
const toldToAskAgain = {
  end: 'whole',
  last: { event: 'error', data: { problem: { status: 503, code: 'upstream-unavailable' } } },
};

describe('with two replicas of every service, under load', () => {
  it('the kill of one of each loses no read, answers a lost write with 503, and breaks its streams visibly', async () => {
    const streams = await openStreams();
    const load = startLoad(mesh.edgePort, token);
    await load.more(5);
    for (const service of serviceNames) {
      mesh.killFirst(service);
      await load.more(3);
    }
    const { reads, writes, answered } = await load.end();
    expect(reads).toEqual([]);
    expect(writes.filter((fault) => !fault.includes('→ 503'))).toEqual([]);
    expect(answered).toBeGreaterThan(100);
    for (const kind of [streams.answers, streams.documents]) {
      const ends = () => kind.flatMap(({ end }) => end ?? []);
      await waitUntil(() => ends().length > 0, { what: 'the end of a stream', timeoutSeconds: 30 });
      expect(new Set(ends())).toEqual(new Set(['broken']));
    }
  });

  it('the stop of one of each loses no read and no write, and ends its streams with an `error` event', async () => {
    // The launcher has started the killed replicas again, so no test starts replicas of its own.
    await mesh.untilFirstsReturn();
    const streams = await openStreams();
    const load = startLoad(mesh.edgePort, token);
    await load.more(5);
    await mesh.stopSeconds();
    await load.more(5);
    const { reads, writes, answered } = await load.end();
    expect({ reads, writes }).toEqual({ reads: [], writes: [] });
    expect(answered).toBeGreaterThan(100);
    for (const kind of [streams.answers, streams.documents]) {
      const ended = kind.filter(({ end }) => end !== undefined);
      expect(ended.length).toBeGreaterThan(0);
      expect(ended.length).toBeLessThan(streamsOfAKind);
      for (const stream of ended) expect(endOf(stream)).toMatchObject(toldToAskAgain);
    }
  });
});
