import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { announce } from '../domain/announcements/announce.ts';
import { notifyPerson } from '../domain/inbox/notify-person.ts';
import { forgetUser } from '../domain/members/erase-member.ts';
import { rememberMember } from '../domain/members/record-member.ts';
import type { World } from '../domain/ports.ts';

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
