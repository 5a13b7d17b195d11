import { createHash } from 'node:crypto';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';

/** Each node has as many children, except those of the lowest levels. */
const fan = 10;
const nodesOfClass = 10;
const enrolmentsOfPerson = 3;

/** The sizes of a made school: as many people as nodes, and three classes for each person. */
export const schoolOf = (nodes: number) => ({
  nodes,
  people: nodes,
  classes: Math.ceil(nodes / nodesOfClass),
  enrolments: nodes * enrolmentsOfPerson,
});

export type School = ReturnType<typeof schoolOf>;

/** The number of the first node of a level. Nodes are numbered level by level from 1; the root is level 0. */
export const firstOf = (level: number): number => (fan ** level - 1) / (fan - 1) + 1;

export const levelsOf = ({ nodes }: School): number => {
  let levels = 1;
  while (firstOf(levels) <= nodes) levels += 1;
  return levels;
};

/** The id of a made thing. PostgreSQL computes the same one from `md5`. */
export const idOf = (kind: 'node' | 'class' | 'person', number: number): string =>
  createHash('md5')
    .update(`${kind} ${number}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');

const samples = 200;

/** Numbers from 0 to below `end`, spread evenly: the same ones in each run. */
export const spread = (end: number): number[] =>
  Array.from({ length: samples }, (_, place) => Math.floor((place * end) / samples));

type Given = { readonly databaseUrl: string; readonly institutionId: string; readonly school: School };

/**
 * The indexes and constraints that PostgreSQL maintains for each row, with the statements that remove it
 * and make it again.
 */
const maintenanceOf = async (
  databaseUrl: string,
  table: string,
): Promise<{ remove: string; make: string }[]> =>
  (await readRows(
    databaseUrl,
    `select 'alter table ' || $1 || ' drop constraint ' || conname as remove,
       'alter table ' || $1 || ' add constraint ' || conname || ' ' || pg_get_constraintdef(oid) as make
     from pg_constraint c
     where conrelid = $1::regclass and (contype in ('x', 'f')
       or contype = 'p' and not exists (select from pg_constraint r where r.confrelid = c.conrelid))
     union all
     select 'drop index ' || indexrelid::regclass, pg_get_indexdef(indexrelid) from pg_index
     where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)`,
    [table],
  )) as { remove: string; make: string }[];

/**
 * Inserts into an empty table without its keys, indexes and triggers, and makes them afterwards from the
 * whole set. The made rows are known to be right.
 */
const insertSet = async (
  databaseUrl: string,
  table: string,
  insert: { readonly sql: string; readonly values: readonly unknown[] },
): Promise<void> => {
  const start = performance.now();
  const url = `${databaseUrl}?options=${encodeURIComponent('-c maintenance_work_mem=256MB')}`;
  const maintenance = await maintenanceOf(url, table);
  for (const { remove } of maintenance) await readRows(url, remove);
  await readRows(url, `alter table ${table} disable trigger user`);
  await readRows(url, insert.sql, insert.values);
  await readRows(url, `alter table ${table} enable trigger user`);
  for (const { make } of maintenance) await readRows(url, make);
  await readRows(url, `vacuum analyze ${table}`);
  process.stdout.write(`${table}: ${((performance.now() - start) / 1_000).toFixed(0)} s\n`);
};

const pathOf = `
  with recursive tree (n, path) as (
    select 1::bigint, text2ltree('1')
    union all
    select child, path || text2ltree(to_hex(child))
    from tree, generate_series(tree.n * 10 - 8, least(tree.n * 10 + 1, $2::bigint)) child)
  select n, path from tree`;

const insertTrees = async ({ databaseUrl, institutionId, school }: Given): Promise<void> => {
  const { nodes } = school;
  const levels = Array.from({ length: levelsOf(school) }, (_, level) => `level-${level}`);
  await readRows(
    databaseUrl,
    `insert into academic_tree (institution_id, tree, levels, nodes)
     values ($1, 'organisation', $2, $3), ($1, 'curriculum', array['subject'], 1)`,
    [institutionId, levels, nodes],
  );
  await insertSet(databaseUrl, 'academic_node', {
    sql: `insert into academic_node (id, key, institution_id, tree, parent_id, path, level, names, position, created_at)
      select md5('node ' || n)::uuid, n, $1::uuid, 'organisation',
        case when n > 1 then md5('node ' || (n + 8) / 10)::uuid end, path, 'level-' || nlevel(path) - 1,
        jsonb_build_array(jsonb_build_object('locale', 'en', 'name', 'Unit ' || n)), n % 10, now()
      from (${pathOf}) made
      union all
      select md5('subject')::uuid, $2::bigint + 1, $1::uuid, 'curriculum', null::uuid, text2ltree(to_hex($2::bigint + 1)),
        'subject', '[{"locale": "en", "name": "Biology"}]'::jsonb, 0, now()`,
    values: [institutionId, nodes],
  });
  await insertSet(databaseUrl, 'academic_name', {
    sql: `insert into academic_name (node_key, locale, institution_id, tree, folded)
      select key, 'en', institution_id, tree, lower(names -> 0 ->> 'name') from academic_node`,
    values: [],
  });
};

/** One year with one course; the classes belong to the nodes with the highest numbers. */
const insertClasses = async ({ databaseUrl, institutionId, school }: Given): Promise<void> => {
  const { nodes, classes } = school;
  await readRows(
    databaseUrl,
    'insert into academic_register (institution_id, sessions, courses, classes) values ($1, 1, 1, $2)',
    [institutionId, classes],
  );
  await readRows(
    databaseUrl,
    `insert into academic_session (id, institution_id, names, valid_from, valid_until, created_at)
     values (md5('session')::uuid, $1, '[{"locale": "en", "name": "A year"}]', current_date - 100,
       current_date + 265, now())`,
    [institutionId],
  );
  await readRows(
    databaseUrl,
    `insert into course (id, institution_id, session_id, node_id, names, created_at)
     values (md5('course')::uuid, $1, md5('session')::uuid, md5('subject')::uuid,
       '[{"locale": "en", "name": "Biology"}]', now())`,
    [institutionId],
  );
  await insertSet(databaseUrl, 'class', {
    sql: `insert into class (id, institution_id, course_id, unit_id, title, valid_from, valid_until, created_at)
      select md5('class ' || n)::uuid, $1, md5('course')::uuid, md5('node ' || ($2::bigint - n))::uuid,
        'Class ' || n, current_date - 100, current_date + 265, now() - n * interval '1 second'
      from generate_series(0, $3::bigint - 1) n`,
    values: [institutionId, nodes, classes],
  });
};

/** The classes of a person lie in different parts of the tree. */
const enrolments = `
  select md5('enrolment ' || place || ' ' || n)::uuid as id, md5('person ' || n)::uuid as person_id,
    md5('class ' || (n + place * ($3::bigint / 3 + 1)) % $3::bigint)::uuid as class_id, n
  from generate_series(1, $2::bigint) n, generate_series(0, ${enrolmentsOfPerson} - 1) place`;

const insertPeople = async ({ databaseUrl, institutionId, school }: Given): Promise<void> => {
  const { people, classes } = school;
  await insertSet(databaseUrl, 'profile', {
    sql: `insert into profile (id, institution_id, role, role_as_of, registered_name, email, created_at)
      select md5('person ' || n)::uuid, $1, 'student', now(), 'Person ' || n, 'person.' || n || '@school.example',
        now()
      from generate_series(1, $2::bigint) n`,
    values: [institutionId, people],
  });
  await insertSet(databaseUrl, 'enrolment', {
    sql: `insert into enrolment (id, institution_id, class_id, person_id, role, valid_from, created_at)
      select id, $1, class_id, person_id, 'student', current_date - 100, now() - n * interval '1 millisecond'
      from (${enrolments}) made`,
    values: [institutionId, people, classes],
  });
};

/** Fills the database of user by sets. */
export const fillSchool = async (given: Given): Promise<void> => {
  await insertTrees(given);
  await insertClasses(given);
  await insertPeople(given);
};

/** Fills a projection, as rag, exam and notification have one, with the facts of the same school. */
export const fillProjection = async ({ databaseUrl, institutionId, school }: Given): Promise<void> => {
  const { nodes, classes, people } = school;
  await insertSet(databaseUrl, 'access_unit', {
    sql: `insert into access_unit (unit_id, institution_id, parent_id, version)
     select md5('node ' || n)::uuid, $1, case when n > 1 then md5('node ' || (n + 8) / 10)::uuid end, 1
     from generate_series(1, $2::bigint) n`,
    values: [institutionId, nodes],
  });
  await insertSet(databaseUrl, 'access_class', {
    sql: `insert into access_class (class_id, institution_id, unit_id, valid_from, valid_until, archived, version)
     select md5('class ' || n)::uuid, $1, md5('node ' || ($2::bigint - n))::uuid, current_date - 100,
       current_date + 265, false, 1
     from generate_series(0, $3::bigint - 1) n`,
    values: [institutionId, nodes, classes],
  });
  await insertSet(databaseUrl, 'access_enrolment', {
    sql: `insert into access_enrolment (enrolment_id, institution_id, class_id, person_id, role, valid_from, version)
     select id, $1, class_id, person_id, 'student', current_date - 100, 1 from (${enrolments}) made`,
    values: [institutionId, people, classes],
  });
};
