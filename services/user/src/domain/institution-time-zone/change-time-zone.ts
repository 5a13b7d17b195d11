import type { changeInstitutionTimeZone as contract } from '@ai-teacher/contracts/access/institution-time-zone.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { InstitutionTimeZone, TimeZoneRepositories } from './ports.ts';
import { noChoice } from './read-time-zone.ts';

export type ChangeTimeZoneDeps = {
  readonly unitOfWork: UnitOfWork<TimeZoneRepositories>;
  readonly clock: Clock;
};

/**
 * Changes the time zone of the caller's institution, and publishes it for the services that decide about
 * days. A repeated request changes nothing. Stored days stay the same days.
 */
export const changeTimeZone =
  ({ unitOfWork, clock }: ChangeTimeZoneDeps) =>
  ({ principal, body }: Input<typeof contract>): Promise<InstitutionTimeZone> =>
    unitOfWork.run(async ({ timeZones, outbox }) => {
      const { institutionId, userId: changedBy } = principal;
      const changed = await timeZones.change({ institutionId, changedBy, at: clock.now(), ...body });
      if (changed === undefined) return (await timeZones.find(institutionId)) ?? noChoice;
      const { timeZone, version } = changed;
      await outbox.publish({
        type: 'institution-time-zone.changed',
        institutionId,
        subject: institutionId,
        data: { timeZone, version },
      });
      return changed;
    });
