import { ask as contract } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ServiceContext } from '@ai-teacher/service-kit/request-state.ts';
import { type EventStream, openEventStream } from '@ai-teacher/service-kit/server/event-stream.ts';
import { type ParsedInput, sendAnswer } from '@ai-teacher/service-kit/server/route.ts';
import { wantsEventStream } from '@ai-teacher/service-kit/streams/stream-guard.ts';
import type { Owner } from '../domain/ports.ts';
import type { StoredAnswer } from '../domain/sessions/ports.ts';
import type { Answer, AnswerEvent } from '../domain/tutoring/ask.ts';
import type { AskInput } from '../domain/tutoring/prepare-answer.ts';
import { presentAnswer, presentStoredAnswer } from './present.ts';

type StreamContract = NonNullable<typeof contract.stream>;

export type AskRouteDeps = {
  readonly ask: (input: AskInput) => AsyncIterable<AnswerEvent>;
  readonly repeatAnswer: (reader: Owner, messageId: string) => Promise<StoredAnswer>;
  readonly log: { readonly warn: (fields: object, message: string) => void };
};

/**
 * Sends the answer as JSON, or as events when the client accepts a stream. A stream opens with the first
 * event of the answer. A failure before that is an ordinary problem with its status. A later failure is an
 * `error` event, which ends the stream.
 */
export const answerAsAccepted =
  ({ ask, log }: Pick<AskRouteDeps, 'ask' | 'log'>) =>
  async (ctx: ServiceContext, input: Input<typeof contract>): Promise<void> => {
    const events = noteCompletion(ctx, ask(input));
    try {
      if (wantsEventStream(ctx)) await streamAnswer(ctx, events, { log, requestId: input.requestId });
      else await sendWholeAnswer(ctx, events);
    } catch (error) {
      // A client that has left receives nothing; the answer is stored as far as it was written.
      if (!ctx.res.destroyed) throw error;
    }
  };

/** A repetition of the question finds a complete answer by its message. */
async function* noteCompletion(ctx: ServiceContext, events: AsyncIterable<AnswerEvent>) {
  for await (const event of events) {
    if (event.kind === 'completed') ctx.state.request.answerReference = event.answer.messageId;
    yield event;
  }
}

/** Answers a repeated question from the stored message, in the form that this request accepts. */
export const answerAgain =
  ({ repeatAnswer }: Pick<AskRouteDeps, 'repeatAnswer'>) =>
  async (ctx: ServiceContext, { principal }: ParsedInput, messageId: string): Promise<void> => {
    if (principal === undefined) throw new Error('a question needs a person');
    const answer = presentStoredAnswer(await repeatAnswer(principal, messageId));
    if (!wantsEventStream(ctx)) return sendAnswer(contract, ctx, answer);
    const { sessionId, mode, answer: text, citations } = answer;
    const stream = openEventStream(ctx, contract.stream as StreamContract);
    await stream.send('message.started', { sessionId, messageId, mode });
    await stream.send('message.delta', { text });
    for (const cited of citations) await stream.send('citation', cited);
    await stream.send('message.completed', answer);
    stream.end();
  };

const sendWholeAnswer = async (ctx: ServiceContext, events: AsyncIterable<AnswerEvent>): Promise<void> => {
  let answer: Answer | undefined;
  for await (const event of events) if (event.kind === 'completed') answer = event.answer;
  if (answer === undefined)
    throw new Problem('internal-error', { cause: new Error('the answer was not completed') });
  sendAnswer(contract, ctx, presentAnswer(answer));
};

const streamAnswer = async (
  ctx: ServiceContext,
  events: AsyncIterable<AnswerEvent>,
  { log, requestId }: Pick<AskRouteDeps, 'log'> & { readonly requestId: string },
): Promise<void> => {
  let stream: EventStream<StreamContract> | undefined;
  try {
    for await (const event of events) {
      stream ??= openEventStream(ctx, contract.stream as StreamContract);
      await sendEvent(stream, event);
    }
  } catch (error) {
    if (stream === undefined) throw error;
    if (stream.closed()) return;
    log.warn({ err: error, requestId }, 'an answer broke off');
    const problem = error instanceof Problem ? error : new Problem('internal-error', { cause: error });
    await stream.send('error', { problem: problem.toBody(requestId) });
  } finally {
    stream?.end();
  }
};

const sendEvent = (stream: EventStream<StreamContract>, event: AnswerEvent): Promise<void> => {
  switch (event.kind) {
    case 'started':
      return stream.send('message.started', event.started);
    case 'text':
      return stream.send('message.delta', { text: event.text });
    case 'citation':
      return stream.send('citation', event.citation);
    case 'completed':
      return stream.send('message.completed', presentAnswer(event.answer));
  }
};
