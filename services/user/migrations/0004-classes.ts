import { Migration } from '@mikro-orm/migrations';

export class Classes extends Migration {
  override up(): void {
    // The exclusion constraint below needs equality of ids in a GiST index.
    // `btree_gist` is a trusted extension, as `ltree` is.
    this.addSql('create extension if not exists btree_gist');
    this.addSql(`
      create table class (
        id uuid primary key,
        institution_id uuid not null references academic_register,
        course_id uuid not null references course,
        unit_id uuid not null references academic_node,
        code text,
        title text not null,
        valid_from date not null,
        valid_until date not null check (valid_until > valid_from),
        version int not null default 1,
        archived_at timestamptz,
        created_at timestamptz not null
      )`);
    this.addSql('create unique index class_code on class (institution_id, code) where code is not null');
    this.addSql('create index class_list on class (institution_id, created_at desc, id desc)');
    this.addSql('create index class_of_course on class (course_id, created_at desc, id desc)');
    this.addSql('create index class_of_unit on class (unit_id, created_at desc, id desc)');
    // Without `valid_until` an enrolment lasts until its class ends. No foreign key to profile: a person may
    // join before the registration event has arrived.
    this.addSql(`
      create table enrolment (
        id uuid primary key,
        institution_id uuid not null,
        class_id uuid not null references class,
        person_id uuid not null,
        role text not null check (role in ('student', 'teacher', 'co-teacher')),
        valid_from date not null,
        valid_until date check (valid_until >= valid_from),
        version int not null default 1,
        created_at timestamptz not null,
        constraint enrolment_once_a_day exclude using gist (
          class_id with =, person_id with =, role with =, daterange(valid_from, valid_until) with &&)
      )`);
    this.addSql('create index enrolment_of_class on enrolment (class_id, created_at desc, id desc)');
    this.addSql('create index enrolment_of_person on enrolment (person_id, created_at desc, id desc)');
  }
}
