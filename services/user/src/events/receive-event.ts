import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { type RecordWithdrawalsDeps, recordWithdrawals } from '../domain/join-codes/record-withdrawals.ts';
import { type EraseProfileDeps, eraseProfile } from '../domain/profile/erase-profile.ts';
import { type RecordDisabledDeps, recordDisabled } from '../domain/profile/record-disabled.ts';
import { type RecordRegistrationDeps, recordRegistration } from '../domain/profile/record-registration.ts';
import { type RecordRoleDeps, recordRole } from '../domain/profile/record-role.ts';

/** Maps every event that user subscribes to to its use case. */
export const receiveEvent = (
  deps: RecordRegistrationDeps &
    RecordRoleDeps &
    RecordDisabledDeps &
    EraseProfileDeps &
    RecordWithdrawalsDeps,
): ReturnType<typeof receive> =>
  receive({
    'user.registered': recordRegistration(deps),
    'user.role-changed': recordRole(deps),
    'user.disabled': recordDisabled(deps),
    'user.enabled': recordDisabled(deps),
    'user.deleted': eraseProfile(deps),
    'invitations.withdrawn': recordWithdrawals(deps),
  });
