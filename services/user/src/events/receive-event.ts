import { receiveEvent as receive } from '@ai-teacher/service-kit/jobs/events.ts';
import { type EraseProfileDeps, eraseProfile } from '../domain/profile/erase-profile.ts';
import { type RecordRegistrationDeps, recordRegistration } from '../domain/profile/record-registration.ts';

/** Maps every event that user subscribes to to its use case. */
export const receiveEvent = (deps: RecordRegistrationDeps & EraseProfileDeps): ReturnType<typeof receive> =>
  receive({
    'user.registered': recordRegistration(deps),
    'user.deleted': eraseProfile(deps),
  });
