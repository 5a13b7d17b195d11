import { factHandlers } from '@ai-teacher/access/domain/record-facts.ts';
import { type RosterAppliedDeps, rosterApplied } from '@ai-teacher/access/domain/roster-applied.ts';
import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { type AnnounceDeps, announce } from '../domain/announcements/announce.ts';
import { type RecordFactsDeps, recordFacts } from '../domain/announcements/record-facts.ts';
import { type ForgetDocumentDeps, forgetDocument } from '../domain/inbox/forget-document.ts';
import { notifyAdmins } from '../domain/inbox/notify-admins.ts';
import { type NotifyPersonDeps, notifyPerson } from '../domain/inbox/notify-person.ts';
import { type EraseMemberDeps, eraseMember } from '../domain/members/erase-member.ts';
import { type RecordMemberDeps, recordMember } from '../domain/members/record-member.ts';

export type ReceiveEventDeps = AnnounceDeps &
  RecordFactsDeps &
  ForgetDocumentDeps &
  NotifyPersonDeps &
  EraseMemberDeps &
  RecordMemberDeps &
  RosterAppliedDeps;

/** Maps every event that notification subscribes to to its use case. */
export const receiveEvent = (deps: ReceiveEventDeps): ReturnType<typeof receive> => {
  const recordAndCatchUp = recordFacts(deps);
  return receive({
    ...factHandlers(deps),
    'enrolment.changed': recordAndCatchUp,
    'class.changed': recordAndCatchUp,
    'unit.moved': recordAndCatchUp,
    'roster.applied': rosterApplied(deps),
    'user.registered': recordMember(deps),
    'user.role-changed': recordMember(deps),
    'user.deleted': eraseMember(deps),
    'admin.added': notifyAdmins(deps),
    'registration-policy.changed': notifyAdmins(deps),
    'security.alert': notifyPerson(deps),
    'document.ready': notifyPerson(deps),
    'document.failed': notifyPerson(deps),
    'document.deleted': forgetDocument(deps),
    'document.hidden': forgetDocument(deps),
    'exam.published': announce(deps),
    'attempt.graded': notifyPerson(deps),
    'appeal.decided': notifyPerson(deps),
  });
};
