import { newLedger, unknownOf } from '@ai-teacher/drill/ledger.ts';
import { copyLedger, expectedOf } from '@ai-teacher/drill/restore/copy-ledger.ts';
import { describe, expect, it } from '@jest/globals';

const answerOf = (student: string, sessionId: string) => ({
  ...{ student, sessionId, messageId: `answer of ${sessionId}`, text: 'Water.', unknown: 0 },
});

describe('the contents that a backup must have', () => {
  const ledger = newLedger();
  ledger.acknowledged.exams.push({ teacher: 'a teacher', examId: 'first' });
  ledger.acknowledged.answers.push(answerOf('a student', 'first'));
  const before = copyLedger(ledger);
  ledger.acknowledged.exams.push({ teacher: 'a teacher', examId: 'second' });
  ledger.acknowledged.answers.push(answerOf('a student', 'second'));
  const expected = expectedOf(before, copyLedger(ledger));

  it('are the writes that were acknowledged before the backup began', () => {
    expect(expected.acknowledged.exams.map(({ examId }) => examId)).toEqual(['first']);
    expect(expected.acknowledged.answers.map(({ sessionId }) => sessionId)).toEqual(['first']);
  });

  it('may include what was acknowledged during the backup, and one request in progress of each person', () => {
    expect(unknownOf(expected, { person: 'a teacher', operation: 'generateExam' })).toBe(2);
    expect(unknownOf(expected, { person: 'a student', operation: 'ask' })).toBe(2);
    expect(unknownOf(expected, { person: 'a student', operation: 'generateExam' })).toBe(0);
    expect(unknownOf(expected, { person: 'another student', operation: 'ask' })).toBe(0);
  });
});
