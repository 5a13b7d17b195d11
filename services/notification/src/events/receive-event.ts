import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { type AnnounceDeps, announce } from '../domain/announcements/announce.ts';
import { type ForgetDocumentDeps, forgetDocument } from '../domain/inbox/forget-document.ts';
import { notifyAdmins } from '../domain/inbox/notify-admins.ts';
import { type NotifyPersonDeps, notifyPerson } from '../domain/inbox/notify-person.ts';
import { type EraseMemberDeps, eraseMember } from '../domain/members/erase-member.ts';
import { type RecordMemberDeps, recordMember } from '../domain/members/record-member.ts';

export type ReceiveEventDeps = AnnounceDeps &
  ForgetDocumentDeps &
  NotifyPersonDeps &
  EraseMemberDeps &
  RecordMemberDeps;

/** Maps every event that notification subscribes to to its use case. */
export const receiveEvent = (deps: ReceiveEventDeps): ReturnType<typeof receive> =>
  receive({
    'user.registered': recordMember(deps),
    'user.role-changed': recordMember(deps),
    'user.deleted': eraseMember(deps),
    'admin.added': notifyAdmins(deps),
    'security.alert': notifyPerson(deps),
    'document.ready': notifyPerson(deps),
    'document.failed': notifyPerson(deps),
    'document.deleted': forgetDocument(deps),
    'document.hidden': forgetDocument(deps),
    'exam.published': announce(deps),
    'attempt.graded': notifyPerson(deps),
  });
