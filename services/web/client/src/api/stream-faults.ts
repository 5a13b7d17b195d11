import type { Operation } from '@ai-teacher/contracts/operation.ts';
import type { ProblemBody } from '@ai-teacher/contracts/problem.ts';
import { type EdgeClient, EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { type Sentence, wordsOf } from '../language/api-sentence.ts';

/** Work that the server ended without its result, with the reason. */
export class WorkFault extends Error {
  readonly reason: Sentence;
  readonly requestId: string;

  constructor(reason: Sentence, requestId: string) {
    super(wordsOf(reason));
    this.reason = reason;
    this.name = 'WorkFault';
    this.requestId = requestId;
  }
}

/** The problem of a stream in the form of a refused call. */
const problemOf = (op: Operation, problem: ProblemBody): EdgeProblem =>
  new EdgeProblem(
    {
      service: op.service,
      operationId: op.operationId,
      method: op.method,
      path: op.edgePath ?? op.path,
      body: undefined,
      status: problem.status,
      requestId: problem.requestId,
      milliseconds: 0,
    },
    problem,
  );

type Streamed = { readonly event: string; readonly data: unknown };

const throwing = async function* <Event extends Streamed>(
  op: Operation,
  events: AsyncGenerator<Event>,
): AsyncGenerator<Event> {
  for await (const event of events) {
    // Every stream of the contracts ends a failure with this event.
    if (event.event === 'error') throw problemOf(op, (event.data as { problem: ProblemBody }).problem);
    yield event;
  }
};

/** The same client, whose streams throw the problem of their event `error` as a refused call does. */
export const withStreamFaults = (client: EdgeClient): EdgeClient => ({
  ...client,
  stream: async (op, input) => {
    const opened = await client.stream(op, input);
    return { ...opened, answer: throwing(op, opened.answer) };
  },
  follow: (op, input) => throwing(op, client.follow(op, input)),
});
