import type { EntityManager } from '@mikro-orm/postgresql';
import { treeRepository } from '../../academic-tree.repository.ts';
import { registerRepository } from '../../classes/academic-register.repository.ts';
import { levelOfType } from '../own-things/made-by-hand.ts';
import { BrokenRule } from './apply-rules.ts';
import { rejectUnmade } from './reject-dangling.ts';
import { changedCode, newCode, numberedBatch } from './row-codes.ts';

/** Applies the rows of the temporary table `batch` in the institution. */
export type ApplyBatch = (em: EntityManager, institutionId: string) => Promise<void>;

/** A bundle does not say in which language its names are. */
const nameOf = (column: string): string =>
  `jsonb_build_array(jsonb_build_object('locale', 'und', 'name', b.fields ->> '${column}'))`;
const renamed = (column: string): string =>
  `jsonb_set(t.names, '{0,name}', to_jsonb(b.fields ->> '${column}'))`;

/** The thing of this institution with the id of a column. */
export const recordOf = (file: string, id: string): string =>
  `(select k.target_id from roster_record k where k.institution_id = ? and k.file = '${file}'
     and k.sourced_id = ${id})`;
export const targetIn = (file: string, column: string): string => recordOf(file, `b.fields ->> '${column}'`);

const folded = (name: string): string => `lower(normalize(${name}, nfkc))`;

/** In the import of a unit, an organisation without a parent is a child of the unit. */
const parentOrg = `coalesce(${targetIn('orgs', 'parentSourcedId')},
  (select i.unit_id from roster i where i.id = b.roster_id))`;

const makeOrgs: ApplyBatch = async (em, institutionId) => {
  const tree = { institutionId, tree: 'organisation' } as const;
  await treeRepository(em).lock(tree);
  await em.execute(
    `with made as (
       insert into academic_node (id, key, institution_id, tree, parent_id, path, level, code, names, position,
         created_at)
       select b.target_id, b.key, ?, 'organisation', p.id, coalesce(p.path, '') || text2ltree(to_hex(b.key)),
         ${levelOfType(`b.fields ->> 'type'`)}, ${newCode('orgs')}, ${nameOf('name')}, 0, now()
       from (select *, nextval(pg_get_serial_sequence('academic_node', 'key')) as key
             from ${numberedBatch('orgs')} numbered where action = 'create') b
         left join academic_node p on p.id = ${parentOrg}
       returning key, names)
     insert into academic_name (node_key, locale, institution_id, tree, folded)
     select key, 'und', ?, 'organisation', ${folded(`names -> 0 ->> 'name'`)} from made`,
    [institutionId, institutionId, institutionId, institutionId],
  );
  await em.execute(
    `update academic_tree set nodes = nodes + (select count(*) from batch where action = 'create')
     where institution_id = ? and tree = 'organisation'`,
    [institutionId],
  );
  await em.execute(
    `with changed as (
       update academic_node t set names = ${renamed('name')}, code = ${changedCode('orgs')},
         version = version + 1, archived_at = null
       from ${numberedBatch('orgs')} b where b.action = 'change' and t.id = b.target_id returning t.key, t.names -> 0 as name)
     update academic_name n set folded = ${folded(`c.name ->> 'name'`)} from changed c
     where n.node_key = c.key and n.locale = c.name ->> 'locale'`,
    [institutionId],
  );
  await moveOrgs(em, institutionId);
};

/** Moves one subtree after the other, because a move changes the paths that the next one reads. */
const moveOrgs: ApplyBatch = async (em, institutionId) => {
  const moves = await em.execute<{ id: string; parent: string | null }[]>(
    `select t.id, p.target as parent from batch b join academic_node t on t.id = b.target_id
       cross join lateral (select ${parentOrg} as target) p
     where b.action = 'change' and t.parent_id is distinct from p.target`,
    [institutionId],
  );
  for (const { id, parent } of moves) {
    // An admin may have moved the parent below the unit after the check.
    const circles = await em.execute(
      `select from academic_node t join academic_node p on p.id = ? and p.path <@ t.path where t.id = ?`,
      [parent, id],
    );
    if (circles.length > 0)
      throw new BrokenRule('reference-circular', 'The parent lies below the unit itself.');
    await em.execute(
      `insert into academic_move (id, node_id, from_parent_id, to_parent_id, moved_by, moved_at)
       select gen_random_uuid(), n.id, n.parent_id, ?, coalesce(r.confirmed_by, r.created_by), now()
       from academic_node n, roster r where n.id = ? and r.id = (select roster_id from batch limit 1)`,
      [parent, id],
    );
    await em.execute(
      `update academic_node n set
         path = coalesce((select path from academic_node where id = ?), '') || subpath(n.path, nlevel(t.path) - 1),
         parent_id = case when n.id = t.id then ?::uuid else n.parent_id end,
         version = n.version + case when n.id = t.id then 1 else 0 end
       from (select id, path from academic_node where id = ?) t
       where n.path >= t.path and n.path < t.path || 'z'::ltree`,
      [parent, parent, id],
    );
  }
};

const endOrgs: ApplyBatch = async (em, institutionId) => {
  await treeRepository(em).lock({ institutionId, tree: 'organisation' });
  await em.execute(
    `update academic_node n set archived_at = now(), version = n.version + 1
     from batch b join academic_node t on t.id = b.target_id
     where n.path >= t.path and n.path < t.path || 'z'::ltree and n.archived_at is null`,
  );
};

const makeSessions: ApplyBatch = async (em, institutionId) => {
  await registerRepository(em).lock(institutionId);
  // Years contain terms, and terms contain nothing: a grading period becomes a term of its year.
  const year = `(select coalesce(p.parent_id, p.id) from academic_session p
    where p.id = ${targetIn('academicSessions', 'parentSourcedId')})`;
  await em.execute(
    `insert into academic_session (id, institution_id, parent_id, names, valid_from, valid_until, created_at)
     select b.target_id, ?, ${year}, ${nameOf('title')}, (b.fields ->> 'startDate')::date,
       (b.fields ->> 'endDate')::date, now()
     from batch b where b.action = 'create'`,
    [institutionId, institutionId],
  );
  await em.execute(
    `update academic_session t set names = ${renamed('title')}, parent_id = ${year}, archived_at = null,
       valid_from = (b.fields ->> 'startDate')::date, valid_until = (b.fields ->> 'endDate')::date,
       version = version + 1
     from batch b where b.action = 'change' and t.id = b.target_id`,
    [institutionId],
  );
  await countMade(em, institutionId, 'sessions');
};

const countMade = (em: EntityManager, institutionId: string, things: 'sessions' | 'courses' | 'classes') =>
  em.execute(
    `update academic_register set ${things} = ${things} + (select count(*) from batch where action = 'create')
     where institution_id = ?`,
    [institutionId],
  );

const archive =
  (table: 'academic_session' | 'course' | 'class'): ApplyBatch =>
  async (em, institutionId) => {
    await registerRepository(em).lock(institutionId);
    await em.execute(
      `update ${table} t set archived_at = now(), version = version + 1 from batch b
       where t.id = b.target_id and t.archived_at is null`,
    );
  };

const importedCode = 'oneroster-courses';

/** Imported courses have one node in the curriculum, because a bundle names no topics. */
const ensureNode: ApplyBatch = async (em, institutionId) => {
  const place = { institutionId, tree: 'curriculum' } as const;
  const { levels } = await treeRepository(em).lock(place);
  const level = levels.includes('subject') ? 'subject' : (levels[0] ?? 'subject');
  const made = await em.execute<{ key: string }[]>(
    `insert into academic_node (id, key, institution_id, tree, path, level, code, names, position, created_at)
     select gen_random_uuid(), k, ?, 'curriculum', text2ltree(to_hex(k)), ?, '${importedCode}',
       '[{"locale": "en", "name": "Imported courses"}]', 0, now()
     from (select nextval(pg_get_serial_sequence('academic_node', 'key')) as k) next
     where not exists (select from academic_node where institution_id = ? and tree = 'curriculum'
       and code = '${importedCode}')
     returning key::text as key`,
    [institutionId, level, institutionId],
  );
  if (made.length === 0) return;
  await treeRepository(em).countNode(place);
  await em.execute(
    `insert into academic_name (node_key, locale, institution_id, tree, folded)
     values (?, 'en', ?, 'curriculum', 'imported courses')`,
    [made[0]?.key, institutionId],
  );
};

const makeCourses: ApplyBatch = async (em, institutionId) => {
  await registerRepository(em).lock(institutionId);
  await rejectUnmade(em, institutionId, 'courses');
  await ensureNode(em, institutionId);
  const session = `coalesce(${targetIn('academicSessions', 'schoolYearSourcedId')},
    (select s.id from academic_session s where s.institution_id = ? and s.parent_id is null
       and s.archived_at is null order by s.valid_until desc, s.id limit 1))`;
  await em.execute(
    `insert into course (id, institution_id, session_id, node_id, code, names, created_at)
     select b.target_id, ?, ${session}, (select id from academic_node where institution_id = ?
       and tree = 'curriculum' and code = '${importedCode}'), ${newCode('courses')}, ${nameOf('title')}, now()
     from ${numberedBatch('courses')} b where b.action = 'create'`,
    [institutionId, institutionId, institutionId, institutionId, institutionId],
  );
  await em.execute(
    `update course t set names = ${renamed('title')}, code = ${changedCode('courses')}, archived_at = null,
       version = version + 1,
       session_id = case when b.fields ->> 'schoolYearSourcedId' is null then t.session_id else ${session} end
     from ${numberedBatch('courses')} b where b.action = 'change' and t.id = b.target_id`,
    [institutionId, institutionId, institutionId],
  );
  await countMade(em, institutionId, 'courses');
};

/** A class lasts from the first day of its terms to the last one, unless an export gave it other days. */
const makeClasses: ApplyBatch = async (em, institutionId) => {
  await registerRepository(em).lock(institutionId);
  await rejectUnmade(em, institutionId, 'classes');
  const terms = `cross join lateral (select
      coalesce((b.fields ->> 'metadata.aiTeacher.validFrom')::date, min(s.valid_from)) as first,
      coalesce((b.fields ->> 'metadata.aiTeacher.validUntil')::date, max(s.valid_until)) as last
    from unnest(string_to_array(b.fields ->> 'termSourcedIds', ',')) term (id)
      join academic_session s on s.id = ${recordOf('academicSessions', 'btrim(term.id)')}) days`;
  const course = targetIn('courses', 'courseSourcedId');
  const unit = targetIn('orgs', 'schoolSourcedId');
  await em.execute(
    `insert into class
       (id, institution_id, course_id, unit_id, code, title, valid_from, valid_until, created_at)
     select b.target_id, ?, ${course}, ${unit}, ${newCode('classes')}, b.fields ->> 'title', days.first,
       days.last, now()
     from ${numberedBatch('classes')} b ${terms} where b.action = 'create'`,
    [institutionId, institutionId, institutionId, institutionId, institutionId],
  );
  await em.execute(
    `update class t set title = b.fields ->> 'title', code = ${changedCode('classes')}, course_id = ${course},
       unit_id = ${unit}, valid_from = days.first, valid_until = days.last, archived_at = null,
       version = version + 1
     from ${numberedBatch('classes')} b ${terms} where b.action = 'change' and t.id = b.target_id`,
    [institutionId, institutionId, institutionId, institutionId],
  );
  await countMade(em, institutionId, 'classes');
};

export const placeFiles = {
  orgs: { made: makeOrgs, ended: endOrgs },
  academicSessions: { made: makeSessions, ended: archive('academic_session') },
  courses: { made: makeCourses, ended: archive('course') },
  classes: { made: makeClasses, ended: archive('class') },
} as const;
