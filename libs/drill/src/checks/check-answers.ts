import { listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { type Finding, unlessOnce } from '../finding.ts';
import { unknownOf } from '../ledger.ts';
import { everyEntry, type Inspection } from './inspection.ts';

/**
 * Every answer that a student received stands once in its session, with the same text. A session contains no
 * further questions and answers, and a student has no further sessions, than those of requests whose outcome
 * is unknown.
 */
export const checkAnswers = async (inspection: Inspection): Promise<Finding[]> => [
  ...(await checkMessages(inspection)),
  ...(await checkSessions(inspection)),
];

/** A question that begins a session and is carried out twice makes two sessions. */
const checkSessions = async ({ ledger, personOf }: Inspection): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const [person, answers] of Map.groupBy(ledger.acknowledged.answers, ({ student }) => student)) {
    const listed = await everyEntry((cursor) =>
      personOf(person).call(listSessions, { query: { limit: 100, ...cursor } }),
    );
    const known = new Set(answers.map(({ sessionId }) => sessionId)).size;
    const max = known + unknownOf(ledger, { person, operation: ask.operationId });
    if (listed.length > max) {
      const text = `${person} has ${listed.length} sessions of at most ${max}`;
      findings.push({ kind: 'answers', harm: 'twice', text });
    }
  }
  return findings;
};

const checkMessages = async ({ ledger, personOf }: Inspection): Promise<Finding[]> => {
  const bySession = Map.groupBy(ledger.acknowledged.answers, ({ sessionId }) => sessionId);
  const findings: Finding[] = [];
  for (const [id, answers] of bySession) {
    const student = personOf(answers[0]?.student ?? '');
    const messages = await everyEntry((cursor) =>
      student.call(listMessages, { params: { id }, query: { limit: 100, ...cursor } }),
    );
    for (const { messageId, text } of answers) {
      const found = messages.filter((message) => message.id === messageId);
      findings.push(...unlessOnce('answers', `the answer ${messageId} of the session ${id}`, found.length));
      if (found.length === 1 && found[0]?.text !== text)
        findings.push({ kind: 'answers', harm: 'changed', text: `the answer ${messageId} has another text` });
    }
    const maxPairs = answers.reduce((sum, { unknown }) => sum + 1 + unknown, 0);
    if (messages.length > 2 * maxPairs) {
      const text = `the session ${id} has ${messages.length} messages of at most ${2 * maxPairs}`;
      findings.push({ kind: 'answers', harm: 'twice', text });
    }
  }
  return findings;
};
