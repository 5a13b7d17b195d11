import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { promised } from './expectation.ts';
import { isPageOfTheBook } from './textbook.ts';
import type { Person, Stage } from './users.ts';

type Answer = ReadOf<typeof ask>;
type Question = { readonly message: string; readonly documentIds: string[]; readonly sessionId?: string };

const checkCitations = ({ answer, citations, supported }: Answer, documentIds: readonly string[]): void => {
  promised('the book answers the question', supported && citations.length > 0, answer);
  for (const citation of citations) {
    promised('a citation belongs to the book', documentIds.includes(citation.documentId), citation);
    promised('a citation names its printed page', isPageOfTheBook(citation), citation);
    promised('a marker stands in the answer', answer.includes(`[${citation.marker}]`), answer);
  }
};

/** Asks and takes the whole answer as JSON. */
export const askForJson = async (
  { narrator }: Stage,
  student: Person,
  question: Question,
): Promise<{ answer: Answer; requestId: string }> => {
  const { answer, requestId } = await student.client.call(ask, { body: question });
  narrator.tell(`${answer.mode}: ${answer.answer}`);
  answer.citations.forEach(narrator.citation);
  checkCitations(answer, question.documentIds);
  return { answer, requestId };
};

/** Asks and reads the answer while it is being written, as server-sent events. */
export const askForStream = async (
  { narrator }: Stage,
  student: Person,
  question: Question,
): Promise<void> => {
  const { answer: events } = await student.client.stream(ask, { body: question });
  const ids: number[] = [];
  let text = '';
  let completed: Answer | undefined;
  for await (const event of events) {
    ids.push(Number(event.id));
    if (event.event === 'message.delta') {
      narrator.stream.piece(event.data.text);
      text += event.data.text;
    } else if (event.event === 'message.completed') completed = event.data;
    else if (event.event === 'error') promised('the stream ends well', false, event.data.problem);
  }
  narrator.stream.end();
  promised('the stream ends with the whole answer', completed !== undefined, ids);
  const whole = completed.mode === 'generative' || text === completed.answer;
  promised('the pieces make the answer', whole, { text, answer: completed.answer });
  promised(
    'events are numbered in order',
    ids.every((id, index) => id > (ids[index - 1] ?? -1)),
    ids,
  );
  completed.citations.forEach(narrator.citation);
  checkCitations(completed, question.documentIds);
};

/** What the book does not say, the tutor does not say. */
export const askOffTopic = async (
  { narrator }: Stage,
  student: Person,
  question: Question,
): Promise<void> => {
  const { answer } = await student.client.call(ask, { body: question });
  narrator.tell(answer.answer);
  promised('a question outside the book is declined', !answer.supported, answer);
};
