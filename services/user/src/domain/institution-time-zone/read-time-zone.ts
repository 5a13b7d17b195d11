import {
  type readInstitutionTimeZone as contract,
  defaultTimeZone,
} from '@ai-teacher/contracts/access/institution-time-zone.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { InstitutionTimeZone, TimeZoneRepositories } from './ports.ts';

export type ReadTimeZoneDeps = { readonly unitOfWork: UnitOfWork<TimeZoneRepositories> };

/** The time zone of an institution that has not chosen one. */
export const noChoice: InstitutionTimeZone = { timeZone: defaultTimeZone, version: 0, changedBy: null };

/** Returns the time zone of the caller's institution. */
export const readTimeZone =
  ({ unitOfWork }: ReadTimeZoneDeps) =>
  async ({ principal }: Input<typeof contract>): Promise<InstitutionTimeZone> => {
    const known = await unitOfWork.run(({ timeZones }) => timeZones.find(principal.institutionId), {
      readOnly: true,
    });
    return known ?? noChoice;
  };
