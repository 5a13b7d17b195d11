import { factHandlers, type RecordFactsDeps } from '@ai-teacher/access/domain/record-facts.ts';
import { type RosterAppliedDeps, rosterApplied } from '@ai-teacher/access/domain/roster-applied.ts';
import type { receiveExamEvent } from '@ai-teacher/contracts/exam/events.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { type RecordExtraTimeDeps, recordExtraTime } from '../domain/assigning/record-extra-time.ts';
import { type LoseSourceDeps, loseSource } from '../domain/exams/lose-source.ts';
import { type ForgetUserDeps, forgetUser } from '../domain/people/forget-user.ts';
import { type RecordTeacherDeps, recordDisabled, recordRole } from '../domain/people/record-teacher.ts';

/** The events that exam subscribes to, each with its use case. */
export const receiveEvent = (
  deps: ForgetUserDeps &
    LoseSourceDeps &
    RecordFactsDeps &
    RecordTeacherDeps &
    RosterAppliedDeps &
    RecordExtraTimeDeps,
): ((input: Input<typeof receiveExamEvent>) => Promise<void>) =>
  receive({
    ...factHandlers(deps),
    'roster.applied': rosterApplied(deps),
    'extra-time.changed': recordExtraTime(deps),
    'user.registered': recordRole(deps),
    'user.role-changed': recordRole(deps),
    'user.disabled': recordDisabled(deps),
    'user.enabled': recordDisabled(deps),
    'user.deleted': forgetUser(deps),
    'document.deleted': loseSource(deps),
    'document.hidden': loseSource(deps),
  });
