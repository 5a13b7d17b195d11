import type { RosterFaultCode } from '@ai-teacher/contracts/rosters/roster-faults.ts';
import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RosterLimits } from '../../../domain/rosters/ports.ts';
import { literal } from './fault-code.ts';
import { isOfBatch } from './is-of-batch.ts';

/** A batch breaks a rule that the operations of the institution have as well. */
export class BrokenRule extends Error {
  readonly code: RosterFaultCode;
  readonly sentence: string;
  constructor(code: RosterFaultCode, sentence: string) {
    super(sentence);
    this.name = 'BrokenRule';
    this.code = code;
    this.sentence = sentence;
  }
}

export type Place = { readonly institutionId: string; readonly limits: RosterLimits };

/** `finds`: a row for each breach, in the tables after the batch was applied. */
type Rule = {
  readonly finds: string;
  readonly given?: (place: Place) => readonly unknown[];
} & (
  | { readonly code: RosterFaultCode; readonly sentence: string }
  /** Several rules. The rows name the broken one in the column `code`. */
  | { readonly sentences: Readonly<Partial<Record<RosterFaultCode, string>>> }
);

const inSubtree = `n.path >= t.path and n.path < t.path || 'z'::ltree`;
const limit = (things: 'sessions' | 'courses' | 'classes', max: keyof RosterLimits): Rule => ({
  code: 'limit-reached',
  sentence: `The institution has the maximum number of ${things}.`,
  finds: `select from academic_register where institution_id = ? and ${things} > ?`,
  given: ({ institutionId, limits }) => [institutionId, limits[max]],
});

const made: Readonly<Partial<Record<RosterFile, readonly Rule[]>>> = {
  orgs: [
    {
      code: 'limit-reached',
      sentence: 'The organisation tree has the maximum number of nodes.',
      finds: `select from academic_tree where institution_id = ? and tree = 'organisation' and nodes > ?`,
      given: ({ institutionId, limits }) => [institutionId, limits.nodesPerTree],
    },
    {
      code: 'limit-reached',
      sentence: 'The parent has the maximum number of children.',
      finds: `select from (select distinct t.parent_id from batch b join academic_node t on t.id = b.target_id) p
        where (select count(*) from academic_node n where n.parent_id = p.parent_id) > ?`,
      given: ({ limits }) => [limits.childrenPerNode],
    },
    {
      code: 'level-unfit',
      sentence: 'The organisation tree has no such level, or has it not below the level of the parent.',
      finds: `select from batch b join academic_node t on t.id = b.target_id
          join academic_tree tree on tree.institution_id = t.institution_id and tree.tree = t.tree
          left join academic_node p on p.id = t.parent_id
        where coalesce(array_position(tree.levels, t.level), 0)
          <= coalesce(array_position(tree.levels, p.level), 0)`,
    },
    {
      code: 'parent-archived',
      sentence: 'The parent is archived.',
      finds: `select from batch b join academic_node t on t.id = b.target_id
        join academic_node p on p.id = t.parent_id where p.archived_at is not null`,
    },
  ],
  academicSessions: [
    limit('sessions', 'sessionsPerInstitution'),
    {
      code: 'dates-outside-period',
      sentence: 'A term lies outside of its year, or a class outside of the session of its course.',
      finds: `select from batch b join academic_session t on t.id = b.target_id
          join academic_session y on y.id = t.parent_id
        where t.valid_from < y.valid_from or t.valid_until > y.valid_until
        union all select from batch b join academic_session y on y.id = b.target_id
          join academic_session t on t.parent_id = y.id
        where t.valid_from < y.valid_from or t.valid_until > y.valid_until
        union all select from batch b join academic_session y on y.id = b.target_id
          join course c on c.session_id = y.id join class t on t.course_id = c.id
        where b.action = 'change' and t.archived_at is null
          and (t.valid_from < y.valid_from or t.valid_until > y.valid_until)`,
    },
  ],
  courses: [limit('courses', 'coursesPerInstitution')],
  classes: [
    limit('classes', 'classesPerInstitution'),
    {
      code: 'parent-archived',
      sentence: 'The school or the course of the class is archived.',
      finds: `select from class t join course c on c.id = t.course_id join academic_node n on n.id = t.unit_id
        where ${isOfBatch('t.id')} and (c.archived_at is not null or n.archived_at is not null)`,
    },
    {
      code: 'dates-outside-period',
      sentence: 'The class has days outside of the school year of its course.',
      finds: `select from class t join course c on c.id = t.course_id
          join academic_session y on y.id = c.session_id
        where ${isOfBatch('t.id')} and (t.valid_from < y.valid_from or t.valid_until > y.valid_until)
          and not exists (select from roster_record k where k.target_id = c.id and k.file = 'courses'
            and k.fields ->> 'schoolYearSourcedId' is null)`,
    },
    {
      code: 'dates-outside-period',
      sentence: 'Enrolments of the class have days outside of its new dates.',
      finds: `select from class t join enrolment e on e.class_id = t.id
        where ${isOfBatch('t.id', `where action = 'change'`)} and (e.valid_from < t.valid_from
          or e.valid_until > t.valid_until or e.valid_until is null and e.valid_from >= t.valid_until)`,
    },
  ],
  enrollments: [
    {
      code: 'limit-reached',
      sentence: 'The class has the maximum number of enrolments.',
      finds: `select from (select distinct class_id from wanted where action = 'create') c
        where (select count(*) from enrolment e where e.class_id = c.class_id) > ?`,
      given: ({ limits }) => [limits.enrolmentsPerClass],
    },
    {
      // One pass, because each further rule would look each enrolment up again. The limits make look-ups.
      sentences: {
        'account-role-unfit':
          'The role of the account does not fit: students learn, teachers and admins teach.',
        'dates-outside-period': 'The enrolment has no day inside the dates of its class.',
        'class-archived': 'The class is archived.',
      },
      finds: `select * from (
          select case
            when (e.role = 'student') <> (p.role = 'student') then ${literal('account-role-unfit')}
            when e.valid_from >= coalesce(e.valid_until, t.valid_until)
              and ${isOfBatch('e.id', 'where fields is not null')} then ${literal('dates-outside-period')}
            when t.archived_at is not null then ${literal('class-archived')} end as code
          from enrolment e
            cross join lateral (select * from class where id = e.class_id limit 1) t
            left join lateral (select role from profile where id = e.person_id limit 1) p on true
          where ${isOfBatch('e.id')}) found
        where code is not null`,
    },
  ],
};

const ended: typeof made = {
  orgs: [
    {
      code: 'unit-in-use',
      sentence: 'Active classes belong to the unit, or to one below it.',
      finds: `select from batch b join academic_node t on t.id = b.target_id
        join academic_node n on ${inSubtree} join class c on c.unit_id = n.id where c.archived_at is null`,
    },
  ],
  academicSessions: [
    {
      code: 'session-in-use',
      sentence: 'Active terms or courses belong to the session.',
      finds: `select from batch b join academic_session s on s.parent_id = b.target_id
        where s.archived_at is null
        union all select from batch b join course c on c.session_id = b.target_id where c.archived_at is null`,
    },
  ],
  courses: [
    {
      code: 'course-in-use',
      sentence: 'Active classes belong to the course.',
      finds: 'select from batch b join class c on c.course_id = b.target_id where c.archived_at is null',
    },
  ],
};

const rules = { made, ended };

/**
 * Checks the rules of the institution after a batch was applied, in the transaction of the batch.
 *
 * @throws BrokenRule, so that the batch has no effect.
 */
export const requireRules = async (
  em: EntityManager,
  place: Place,
  file: RosterFile,
  part: 'made' | 'ended',
): Promise<void> => {
  for (const rule of rules[part][file] ?? []) {
    const [found] = await em.execute<{ code?: RosterFaultCode }[]>(`${rule.finds} limit 1`, [
      ...(rule.given?.(place) ?? []),
    ]);
    if (found === undefined) continue;
    if ('code' in rule) throw new BrokenRule(rule.code, rule.sentence);
    const code = found.code as RosterFaultCode;
    throw new BrokenRule(code, rule.sentences[code] ?? '');
  }
};
