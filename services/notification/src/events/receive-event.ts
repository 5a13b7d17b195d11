import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { announce } from '../domain/announce.ts';
import { forgetUser } from '../domain/forget-user.ts';
import { notifyPerson } from '../domain/notify-person.ts';
import type { World } from '../domain/ports.ts';
import { rememberMember } from '../domain/remember-member.ts';

/** Every event that notification subscribes to, with its use case. */
export const receiveEvent = (world: World) =>
  receive({
    'user.registered': rememberMember(world),
    'user.role-changed': rememberMember(world),
    'user.deleted': forgetUser(world),
    'security.alert': notifyPerson(world),
    'document.ready': notifyPerson(world),
    'document.failed': notifyPerson(world),
    'exam.published': announce(world),
    'attempt.graded': notifyPerson(world),
  });
