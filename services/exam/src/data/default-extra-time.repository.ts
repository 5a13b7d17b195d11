import { waitForErasures } from '@ai-teacher/access/data/apply-facts.ts';
import { arrayOf } from '@ai-teacher/access/data/readable-rows.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DefaultExtraTimes } from '../domain/assigning/ports.ts';

export const defaultExtraTimeRepository = (em: EntityManager): DefaultExtraTimes => ({
  now: async () => {
    const [row] = await em.execute<{ now: string }[]>('select clock_timestamp()::text as now');
    return row?.now ?? '';
  },
  store: async ({ studentId, institutionId, factor, version }, readAfter) => {
    await waitForErasures(em);
    const rows = await em.execute(
      `with before as (select factor from default_extra_time where student_id = ?),
       stored as (
         insert into default_extra_time as known (student_id, institution_id, factor, version)
         select ?, ?, ?, ? where not exists (select from access_erased_person where person_id = ?)
         on conflict (student_id) do update set institution_id = excluded.institution_id,
           factor = excluded.factor, version = excluded.version, applied_at = now()
         where known.version < excluded.version
           or known.version <> excluded.version and known.applied_at < ?::timestamptz
         returning factor)
       select from stored where factor is distinct from coalesce((select factor from before), 1)`,
      [studentId, studentId, institutionId, factor, version, studentId, readAfter ?? null],
    );
    return rows.length > 0;
  },
  removeOthers: async ({ after, until, known, readAfter }) => {
    await em.execute(
      `delete from default_extra_time where applied_at < ?::timestamptz and student_id <> all (?::uuid[])
         ${after === undefined ? '' : 'and student_id > ?::uuid'} ${until === null ? '' : 'and student_id <= ?::uuid'}`,
      [
        readAfter,
        arrayOf(known),
        ...(after === undefined ? [] : [after]),
        ...(until === null ? [] : [until]),
      ],
    );
  },
  listExams: async ({ studentId, institutionId, audience, now }) => {
    const rows = await em.execute<{ id: string }[]>(
      `select exam.id from exam
       where institution_id = ? and status = 'published' and released_at is null
         and (ends_at is null or ends_at > ?)
         and (exists (select from attempt where exam_id = exam.id and student_id = ? and status = 'in_progress')
           or exists (select from assignment where exam_id = exam.id and audience = any (?::text[])))
       order by id`,
      [institutionId, now, studentId, arrayOf(audience)],
    );
    return rows.map(({ id }) => id);
  },
});
