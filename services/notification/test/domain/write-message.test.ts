import { randomUUID } from 'node:crypto';
import type { EventDataOf } from '@ai-teacher/contracts/events.ts';
import { describe, expect, it } from '@jest/globals';
import { writeMessage } from '../../src/domain/inbox/write-message.ts';
import { at, documentReady, event, examPublished } from '../builders.ts';

describe('writeMessage', () => {
  it.each([
    [null, null, 'The exam is open now.'],
    [at('08:30'), null, 'The exam is open now.'],
    [at('10:30'), null, 'The exam opens on 2 March 2026 at 10:30 UTC.'],
    [null, at('17:00'), 'The exam is open now and closes on 2 March 2026 at 17:00 UTC.'],
    [
      '2026-03-03T08:00:00+01:00',
      '2026-03-04T08:00:00.000Z',
      'The exam opens on 3 March 2026 at 07:00 UTC and closes on 4 March 2026 at 08:00 UTC.',
    ],
  ])('writeMessage states when an exam is open: from %s to %s', (opensAt, closesAt, opening) => {
    const results = closesAt === null ? 'when your teacher releases them' : 'after it closes';
    const body = `${opening} You see your results ${results}.`;
    expect(writeMessage(examPublished({ opensAt, closesAt })).body).toBe(body);
  });

  it.each([
    [null, null, undefined, { results: 'released' }],
    [at('08:30'), at('17:00'), undefined, { closesAt: at('17:00'), results: 'closed' }],
    [
      at('10:30'),
      at('17:00'),
      [{ classId: randomUUID() }],
      { opensAt: at('10:30'), closesAt: at('17:00'), results: 'closed-for-all' },
    ],
  ])(
    'writeMessage gives the times of an exam as values: from %s to %s',
    (opensAt, closesAt, audience, values) => {
      const event = examPublished({ opensAt, closesAt, ...(audience === undefined ? {} : { audience }) });
      expect(writeMessage(event).codedText).toEqual({ code: 'exam-published', name: 'Rivers', ...values });
    },
  );

  it.each([
    ['open' as const, 'Everybody may register'],
    ['domains' as const, 'certain domains'],
    ['invited' as const, 'Only people with an invitation'],
  ])('writeMessage names the admin who changed the registration policy to %s', (policy, sentence) => {
    const userId = randomUUID();
    const message = writeMessage(event('registration-policy.changed', { userId, name: 'Ada', policy }));
    expect(message).toMatchObject({
      title: '“Ada” changed who may register',
      body: expect.stringContaining(sentence),
      codedText: { code: 'registration-policy-changed', name: 'Ada', reason: policy },
      subject: userId,
    });
  });

  it.each([
    [4, 5, 'You scored 4 of 5 points.'],
    [0.1 + 0.2, 1, 'You scored 0.3 of 1 point.'],
    [0, 0, 'You scored 0 of 0 points.'],
  ])('writeMessage states the score %d of %d with the right plural', (score, maxScore, body) => {
    const attempt = {
      attemptId: randomUUID(),
      examId: randomUUID(),
      studentId: randomUUID(),
      title: 'Rivers',
    };
    expect(writeMessage(event('attempt.graded', { ...attempt, score, maxScore }))).toEqual({
      type: 'attempt.graded',
      title: '“Rivers” is marked',
      body: `${body} You can now see your results.`,
      codedText: { code: 'attempt-graded', name: 'Rivers', score, maxScore },
      subject: attempt.attemptId,
    });
  });

  it.each([
    ['upheld' as const, 'Your mark stays 1 of 2 points.'],
    ['changed' as const, 'Your mark is now 1 of 2 points.'],
  ])('writeMessage states the decision of an appeal: %s', (status, decision) => {
    const ids = { appealId: randomUUID(), examId: randomUUID(), studentId: randomUUID() };
    const data = { ...ids, attemptId: randomUUID(), title: 'Rivers', status, score: 1, maxScore: 2 };
    expect(writeMessage(event('appeal.decided', data))).toEqual({
      type: 'appeal.decided',
      title: 'Your appeal at “Rivers” is decided',
      body: `A teacher looked at your answer. ${decision}`,
      codedText: { code: `appeal-${status}`, name: 'Rivers', score: 1, maxScore: 2 },
      subject: data.attemptId,
    });
  });

  it('writeMessage states the pages of a document with the right plural', () => {
    const ready = documentReady({
      userId: randomUUID(),
      role: 'teacher',
      institutionId: randomUUID(),
      sessionId: '',
    });
    expect(writeMessage(ready).codedText).toEqual({
      code: 'document-ready',
      name: 'Land and sky',
      pages: 15,
    });
    expect(writeMessage({ ...ready, data: { ...ready.data, pages: 1 } }).body).toMatch(
      /^The document has 1 page\./,
    );
    expect(writeMessage({ ...ready, data: { ...ready.data, pages: 1_500 } }).body).toMatch(
      /^The document has 1,500 pages\./,
    );
  });

  it('writeMessage names the parts of a document that were not read', () => {
    const ready = documentReady({
      userId: randomUUID(),
      role: 'teacher',
      institutionId: randomUUID(),
      sessionId: '',
    });
    const warnings = ['No text could be read on pages 4-6 of the file.', 'Notes on page 2 were not read.'];
    expect(
      writeMessage({ ...ready, data: { ...ready.data, warnings } })
        .body.split('\n')
        .slice(1),
    ).toEqual(warnings);
  });

  it('writeMessage passes on the advice about a document that could not be read', () => {
    const data: EventDataOf<'document.failed'> = {
      documentId: randomUUID(),
      ownerId: randomUUID(),
      title: 'Scan',
      status: 'no_text',
      problem: 'The pages are pictures. Run a text recognition and upload the file again.',
    };
    expect(writeMessage(event('document.failed', data))).toEqual({
      type: 'document.failed',
      title: '“Scan” could not be read',
      body: data.problem,
      codedText: { code: 'document-failed', name: 'Scan', reason: 'no_text' },
      subject: data.documentId,
    });
  });

  it('writeMessage names a new administrator and gives advice against an intruder', () => {
    const userId = randomUUID();
    const message = writeMessage(event('admin.added', { userId, name: 'Ada' }));
    expect(message).toMatchObject({ title: '“Ada” is now an administrator', subject: userId });
    expect(message.body).toContain('disable the account');
  });

  it('writeMessage explains a security alert and the next step without mentioning tokens', () => {
    const userId = randomUUID();
    const message = writeMessage(event('security.alert', { userId, kind: 'refresh-token-reused' }));
    expect(message.subject).toBe(userId);
    expect(message.title).toBe('One of your sessions was ended');
    expect(message.body).toContain('Sign in again');
    expect(message.body).not.toMatch(/token/i);
  });
});
