import { randomUUID } from 'node:crypto';
import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { receiveUserEvent } from '@ai-teacher/contracts/user/events.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';

type UserEvent = EnvelopeOf<
  | 'user.registered'
  | 'user.role-changed'
  | 'user.disabled'
  | 'user.enabled'
  | 'user.deleted'
  | 'invitations.withdrawn'
>;

const envelopeAbout = ({ userId, institutionId }: TestUser) => ({
  id: randomUUID(),
  occurredAt: '2026-03-02T09:00:00.000Z',
  requestId: randomUUID(),
  traceparent: null,
  institutionId,
  subject: userId,
});

export const registrationOf = (
  user: TestUser,
  { name = 'Sam Lee', email = 'sam@school.example' } = {},
): EnvelopeOf<'user.registered'> => ({
  ...envelopeAbout(user),
  type: 'user.registered',
  data: { userId: user.userId, email, name, role: user.role },
});

/** The account has the given role since the moment, by default since now. */
export const roleChangeOf = (
  user: TestUser,
  role: TestUser['role'],
  occurredAt = new Date().toISOString(),
): EnvelopeOf<'user.role-changed'> => ({
  ...envelopeAbout(user),
  occurredAt,
  type: 'user.role-changed',
  data: { userId: user.userId, role },
});

/** The account is disabled since the moment, by default since now. */
export const disablingOf = (
  user: TestUser,
  occurredAt = new Date().toISOString(),
): EnvelopeOf<'user.disabled'> => ({
  ...envelopeAbout(user),
  occurredAt,
  type: 'user.disabled',
  data: { userId: user.userId },
});

/** The account is enabled since the moment. */
export const enablingOf = (user: TestUser, occurredAt: string): EnvelopeOf<'user.enabled'> => ({
  ...envelopeAbout(user),
  occurredAt,
  type: 'user.enabled',
  data: { userId: user.userId },
});

export const deletionOf = (user: TestUser): EnvelopeOf<'user.deleted'> => ({
  ...envelopeAbout(user),
  type: 'user.deleted',
  data: { userId: user.userId },
});

/** Auth withdrew the invitation of a person, which a maker of the same institution had made. */
export const withdrawalOf = (
  maker: TestUser,
  invitation: { readonly personId: string; readonly expiresAt: string },
): EnvelopeOf<'invitations.withdrawn'> => ({
  ...envelopeAbout(maker),
  type: 'invitations.withdrawn',
  data: { invitations: [invitation] },
});

/** Delivers an event in the name of auth, its publisher. */
export const deliver = (app: TestApp<unknown>, body: UserEvent) =>
  app.call(receiveUserEvent, { from: 'auth', body });
