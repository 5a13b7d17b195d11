import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { expectThat } from './expectation.ts';
import { isTextbookPage } from './textbook.ts';
import type { Demo, User } from './users.ts';

type Answer = ReadOf<typeof ask>;
type Question = { readonly message: string; readonly documentIds: string[]; readonly sessionId?: string };

const checkCitations = ({ answer, citations, supported }: Answer, documentIds: readonly string[]): void => {
  expectThat('the textbook supports the answer', supported && citations.length > 0, answer);
  for (const citation of citations) {
    expectThat('each citation is from the textbook', documentIds.includes(citation.documentId), citation);
    expectThat('each citation names its printed page', isTextbookPage(citation), citation);
    expectThat(
      'the answer contains the marker of each citation',
      answer.includes(`[${citation.marker}]`),
      answer,
    );
  }
};

/** Asks and receives the whole answer as JSON. */
export const askForJson = async (
  { transcript }: Demo,
  student: User,
  question: Question,
): Promise<{ answer: Answer; requestId: string }> => {
  const { answer, requestId } = await student.client.call(ask, { body: question });
  transcript.line(`${answer.mode}: ${answer.answer}`);
  answer.citations.forEach(transcript.citation);
  checkCitations(answer, question.documentIds);
  return { answer, requestId };
};

/** Asks and reads the answer as server-sent events while it is written. */
export const askForStream = async (
  { transcript }: Demo,
  student: User,
  question: Question,
): Promise<void> => {
  const { answer: events } = await student.client.stream(ask, { body: question });
  const ids: number[] = [];
  let text = '';
  let completed: Answer | undefined;
  for await (const event of events) {
    ids.push(Number(event.id));
    if (event.event === 'message.delta') {
      transcript.stream.piece(event.data.text);
      text += event.data.text;
    } else if (event.event === 'message.completed') completed = event.data;
    else if (event.event === 'error')
      expectThat('the answer stream reports no error', false, event.data.problem);
  }
  transcript.stream.end();
  expectThat('the stream ends with the complete answer', completed !== undefined, ids);
  const isComplete = completed.mode === 'generative' || text === completed.answer;
  expectThat('the streamed pieces together are the answer', isComplete, { text, answer: completed.answer });
  expectThat(
    'the event ids increase',
    ids.every((id, index) => id > (ids[index - 1] ?? -1)),
    ids,
  );
  completed.citations.forEach(transcript.citation);
  checkCitations(completed, question.documentIds);
};

/** Asks a question that the textbook cannot answer. The tutor must decline it. */
export const askOffTopic = async ({ transcript }: Demo, student: User, question: Question): Promise<void> => {
  const { answer } = await student.client.call(ask, { body: question });
  transcript.line(answer.answer);
  expectThat('the tutor declines a question outside the textbook', !answer.supported, answer);
};
