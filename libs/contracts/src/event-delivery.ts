import { type EventType, eventEnvelope } from './events.ts';
import { operation } from './operation.ts';
import type { ProblemCode } from './problem.ts';
import type { ServiceName } from './values.ts';

/** The services that receive each event. An event without a subscriber is not published. */
export const subscribers: Readonly<Record<EventType, readonly ServiceName[]>> = {
  'user.registered': ['user', 'exam', 'notification'],
  'user.role-changed': ['exam', 'notification', 'user'],
  'user.disabled': ['exam', 'user'],
  'user.enabled': ['exam', 'user'],
  'user.deleted': ['user', 'chat', 'rag', 'exam', 'notification'],
  'invitations.withdrawn': ['user'],
  'admin.added': ['notification'],
  'registration-policy.changed': ['notification'],
  'security.alert': ['notification'],
  'document.ready': ['notification'],
  'document.failed': ['notification'],
  'document.deleted': ['chat', 'exam', 'notification'],
  'document.hidden': ['chat', 'exam', 'notification'],
  'exam.published': ['notification'],
  'attempt.graded': ['notification'],
  'appeal.decided': ['notification'],
  'enrolment.changed': ['rag', 'exam', 'notification'],
  'class.changed': ['rag', 'exam', 'notification'],
  'unit.moved': ['rag', 'exam', 'notification'],
  'unit-role.changed': ['rag', 'exam', 'notification'],
  'guardian.changed': ['rag', 'exam', 'notification'],
  'sharing-policy.changed': ['rag', 'exam', 'notification'],
  'institution-time-zone.changed': ['rag', 'exam', 'notification'],
  'roster.applied': ['rag', 'exam', 'notification'],
  'extra-time.changed': ['exam'],
};

/** The publisher of each event. The subscribers' access lists and the mesh's RBAC table enforce it. */
export const publishers: Readonly<Record<EventType, ServiceName>> = {
  'user.registered': 'auth',
  'user.role-changed': 'auth',
  'user.disabled': 'auth',
  'user.enabled': 'auth',
  'user.deleted': 'auth',
  'invitations.withdrawn': 'auth',
  'admin.added': 'auth',
  'registration-policy.changed': 'auth',
  'security.alert': 'auth',
  'document.ready': 'rag',
  'document.failed': 'rag',
  'document.deleted': 'rag',
  'document.hidden': 'rag',
  'exam.published': 'exam',
  'attempt.graded': 'exam',
  'appeal.decided': 'exam',
  'enrolment.changed': 'user',
  'class.changed': 'user',
  'unit.moved': 'user',
  'unit-role.changed': 'user',
  'guardian.changed': 'user',
  'sharing-policy.changed': 'user',
  'institution-time-zone.changed': 'user',
  'roster.applied': 'user',
  'extra-time.changed': 'user',
};

/**
 * The operation that receives the events of a subscriber. Every publisher of these events may call it.
 *
 * @param problems those of the subscriber's own rules. The publisher repeats a refused delivery.
 */
export const receiverOf = (
  service: ServiceName,
  operationId: string,
  problems: readonly ProblemCode[] = [],
) => {
  const types = (Object.keys(subscribers) as EventType[]).filter((type) =>
    subscribers[type].includes(service),
  );
  return operation({
    operationId,
    service,
    summary: `Receives an event that ${service} subscribes to. A repeated delivery has no further effect.`,
    method: 'POST',
    path: '/internal/events',
    access: { services: [...new Set(types.map((type) => publishers[type]))] },
    body: eventEnvelope,
    success: { 204: null },
    problems,
  });
};
