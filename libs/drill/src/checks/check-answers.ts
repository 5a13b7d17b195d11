import { listMessages } from '@ai-teacher/contracts/chat/sessions.ts';
import { everyEntry, type Inspection } from './inspection.ts';

/** Every answer that a student received stands once in its session, with the same text. */
export const checkAnswers = async ({ ledger, personOf }: Inspection): Promise<string[]> => {
  const bySession = Map.groupBy(ledger.acknowledged.answers, ({ sessionId }) => sessionId);
  const findings: string[] = [];
  for (const [id, answers] of bySession) {
    const student = personOf(answers[0]?.student ?? '');
    const messages = await everyEntry((cursor) =>
      student.call(listMessages, { params: { id }, query: { limit: 100, ...cursor } }),
    );
    for (const { messageId, text } of answers) {
      const found = messages.filter((message) => message.id === messageId);
      if (found.length !== 1) findings.push(`the answer ${messageId} stands ${found.length} times in ${id}`);
      else if (found[0]?.text !== text) findings.push(`the answer ${messageId} has another text`);
    }
    const ids = new Set(messages.map((message) => message.id));
    if (ids.size !== messages.length) findings.push(`the session ${id} lists a message twice`);
  }
  return findings;
};
