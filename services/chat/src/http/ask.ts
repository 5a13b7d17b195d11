import { ask as contract } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ServiceContext } from '@ai-teacher/service-kit/request-state.ts';
import {
  type EventStream,
  openEventStream,
  wantsEventStream,
} from '@ai-teacher/service-kit/server/event-stream.ts';
import { sendAnswer } from '@ai-teacher/service-kit/server/route.ts';
import type { Answer, AskInput, Listener } from '../domain/tutoring/ask.ts';
import { presentAnswer } from './present.ts';

type Events = NonNullable<typeof contract.stream>;
type Answering = (input: AskInput, listener?: Listener) => Promise<Answer>;

export type AskRouteDeps = {
  ask: Answering;
  log: { warn: (fields: object, message: string) => void };
};

/**
 * The answer as JSON, or as events when the client accepts a stream. A stream opens when the answer begins: what goes
 * wrong before is an ordinary problem with its status, what goes wrong after is an `error` event, and then the stream ends.
 */
export const answerAsAccepted = ({ ask, log }: AskRouteDeps) => {
  return async (ctx: ServiceContext, asked: Input<typeof contract>): Promise<void> => {
    try {
      if (wantsEventStream(ctx)) await streamAnswer(ctx, asked, { ask, log });
      else sendAnswer(contract, ctx, presentAnswer(await ask(asked)));
    } catch (error) {
      // Nobody is left to be told; what was said is kept.
      if (!ctx.res.destroyed) throw error;
    }
  };
};

const streamAnswer = async (
  ctx: ServiceContext,
  asked: AskInput & { requestId: string },
  { ask, log }: Pick<AskRouteDeps, 'ask' | 'log'>,
): Promise<void> => {
  let stream: EventStream<Events> | undefined;
  try {
    const answer = await ask(asked, {
      started: (started) => {
        stream = openEventStream(ctx, contract.stream as Events);
        return stream.send('message.started', started);
      },
      part: async (part) => {
        if (part.kind === 'text') await stream?.send('message.delta', { text: part.text });
        else await stream?.send('citation', part.citation);
      },
    });
    await stream?.send('message.completed', presentAnswer(answer));
  } catch (error) {
    if (stream === undefined) throw error;
    if (stream.closed()) return;
    log.warn({ err: error, requestId: asked.requestId }, 'an answer broke off');
    const problem = error instanceof Problem ? error : new Problem('internal-error', { cause: error });
    await stream.send('error', { problem: problem.toBody(asked.requestId) });
  } finally {
    stream?.end();
  }
};
