import { randomUUID } from 'node:crypto';
import { publishers, receiverOf, subscribers } from '@ai-teacher/contracts/event-delivery.ts';
import { type EventType, eventEnvelope } from '@ai-teacher/contracts/events.ts';
import { defaultInstitutionId, type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import type { AppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startChatApp } from '../../services/chat/test/chat-app.ts';
import { startExamApp } from '../../services/exam/test/exam-app.ts';
import { startNotificationApp } from '../../services/notification/test/notification-app.ts';
import { startRagApp } from '../../services/rag/test/rag-app.ts';
import { startUserApp } from '../../services/user/test/user-app.ts';

type Running = AppClient & { readonly close: () => Promise<void> };

const starters: Readonly<Record<Exclude<StoringService, 'auth'>, () => Promise<Running>>> = {
  user: startUserApp,
  chat: () => startChatApp(),
  rag: () => startRagApp(),
  exam: () => startExamApp(),
  notification: () => startNotificationApp(),
};

/** An event of each type in the form of its publisher. */
const eventOf = (type: EventType) => {
  const subject = randomUUID();
  const title = 'Water, Weather and Climate';
  const data = {
    'user.registered': { userId: subject, email: 'kim@school.example', name: 'Kim', role: 'student' },
    'user.role-changed': { userId: subject, role: 'teacher' },
    'user.disabled': { userId: subject },
    'user.enabled': { userId: subject },
    'user.deleted': { userId: subject },
    'invitations.withdrawn': {
      invitations: [{ personId: randomUUID(), expiresAt: '2026-09-01T12:00:00.000Z' }],
    },
    'admin.added': { userId: subject, name: 'Ada Admin' },
    'registration-policy.changed': { userId: subject, name: 'Ada Admin', policy: 'open' },
    'security.alert': { userId: subject, kind: 'refresh-token-reused' },
    'document.ready': { documentId: subject, ownerId: randomUUID(), title, pages: 27 },
    'document.failed': {
      documentId: subject,
      ownerId: randomUUID(),
      title,
      status: 'no_text',
      problem: 'Scan it again.',
    },
    'document.deleted': { documentId: randomUUID() },
    'document.hidden': { documentId: randomUUID() },
    'exam.published': { examId: subject, teacherId: randomUUID(), title, opensAt: null, closesAt: null },
    'attempt.graded': {
      ...{ attemptId: subject, examId: randomUUID(), studentId: randomUUID(), title },
      ...{ score: 7, maxScore: 10 },
    },
    'appeal.decided': {
      ...{ appealId: subject, attemptId: randomUUID(), examId: randomUUID(), studentId: randomUUID(), title },
      ...{ status: 'changed', score: 1, maxScore: 2 },
    },
    'enrolment.changed': {
      ...{ enrolmentId: subject, classId: randomUUID(), personId: randomUUID(), role: 'student' },
      ...{ from: '2026-09-01', until: null, version: 1 },
    },
    'class.changed': {
      ...{ classId: subject, unitPath: [{ unitId: randomUUID(), version: 1 }] },
      ...{ from: '2026-09-01', until: '2027-07-01', archived: false, version: 1 },
    },
    'unit.moved': { unitId: subject, unitPath: [{ unitId: subject, version: 2 }], version: 2 },
    'unit-role.changed': {
      ...{ unitRoleId: subject, unitId: randomUUID(), personId: randomUUID(), role: 'admin' },
      ...{ from: '2026-09-01', until: null, version: 1 },
    },
    'guardian.changed': {
      ...{ guardianLinkId: subject, guardianId: randomUUID(), studentId: randomUUID() },
      ...{ ended: false, version: 1 },
    },
    'sharing-policy.changed': { teachersShareWithInstitution: false, version: 1 },
    'institution-time-zone.changed': { timeZone: 'Pacific/Auckland', version: 1 },
    'extra-time.changed': { personId: subject, factor: 1.25, version: 1 },
    'roster.applied': {
      ...{ institutionId: randomUUID(), rosterId: subject, appliedAt: '2026-09-01T12:00:00.000Z' },
    },
  }[type];
  return eventEnvelope.parse({
    id: randomUUID(),
    type,
    occurredAt: new Date().toISOString(),
    requestId: randomUUID(),
    traceparent: null,
    institutionId: defaultInstitutionId,
    subject,
    data,
  });
};

describe.each(Object.keys(starters) as (keyof typeof starters)[])('%s', (subscriber) => {
  const receiver = receiverOf(subscriber, 'receive');
  const types = (Object.keys(subscribers) as EventType[]).filter((type) =>
    subscribers[type].includes(subscriber),
  );
  let app: Running;
  beforeAll(async () => {
    app = await starters[subscriber]();
  });
  afterAll(() => app.close());

  it.each(types)('accepts %s from its publisher, repeated deliveries included', async (type) => {
    const event = eventOf(type);
    for (let delivery = 0; delivery < 2; delivery += 1) {
      const answer = await app.call(receiver, { from: publishers[type], body: event });
      expect({ status: answer.status, problem: answer.body }).toEqual({ status: 204, problem: undefined });
    }
  });

  it.each(types)('refuses %s from any other service', async (type) => {
    for (const from of storingServices.filter((name) => name !== publishers[type])) {
      const answer = await app.call(receiver, { from, body: eventOf(type) });
      expect(answer.body?.code).toBe('peer-not-allowed');
    }
  });
});
