import { dayIn } from '@ai-teacher/access/domain/days/day-in.ts';
import { defaultTimeZone } from '@ai-teacher/contracts/access/institution-time-zone.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type {
  InstitutionDays,
  InstitutionTimeZone,
  TimeZoneRepositories,
} from '../domain/institution-time-zone/ports.ts';

const columns = `time_zone as "timeZone", version, changed_by as "changedBy"`;

export const timeZoneRepository = (em: EntityManager): TimeZoneRepositories['timeZones'] => ({
  find: async (institutionId) => {
    const [row] = await em.execute<InstitutionTimeZone[]>(
      `select ${columns} from institution_time_zone where institution_id = ?`,
      [institutionId],
    );
    return row;
  },
  change: async ({ institutionId, timeZone, changedBy, at }) => {
    const [row] = await em.execute<InstitutionTimeZone[]>(
      `insert into institution_time_zone as known (institution_id, time_zone, changed_by, changed_at)
       select ?, given.time_zone, ?, ? from (values (?)) given (time_zone)
       where given.time_zone <> '${defaultTimeZone}'
         or exists (select from institution_time_zone where institution_id = ?)
       on conflict (institution_id) do update set time_zone = excluded.time_zone,
         changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = known.version + 1
       where known.time_zone <> excluded.time_zone
       returning ${columns}`,
      [institutionId, changedBy, at, timeZone, institutionId],
    );
    return row;
  },
});

/** The days of institutions, read in the transaction of `em`. */
export const institutionDays = (em: EntityManager): InstitutionDays => ({
  of: async (institutionId, instant) => {
    const known = await timeZoneRepository(em).find(institutionId);
    return dayIn(known?.timeZone ?? defaultTimeZone, instant);
  },
});
