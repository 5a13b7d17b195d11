import { seenEventsTable } from '@ai-teacher/service-kit/jobs/events.ts';
import { Migration } from '@mikro-orm/migrations';

export class Notifications extends Migration {
  override up(): void {
    // The members of institutions, from the events of auth. A row without a role belongs to a person whose
    // registration event has not arrived. An erased row retains the ids only, so a late event does not notify
    // this person.
    this.addSql(`
      create table member (
        user_id uuid primary key,
        institution_id uuid not null,
        role text check (role in ('student', 'teacher', 'admin')),
        registered_at timestamptz,
        erased_at timestamptz,
        check ((role is null) = (registered_at is null)),
        check (erased_at is null or role is null)
      )`);
    this.addSql(`create index member_student on member (institution_id, user_id) where role = 'student'`);
    this.addSql(`
      create table announcement (
        event_id uuid primary key,
        institution_id uuid not null,
        type text not null,
        title text not null,
        body text not null,
        subject uuid not null,
        occurred_at timestamptz not null
      )`);
    this.addSql('create index announcement_since on announcement (institution_id, occurred_at, event_id)');
    this.addSql(`
      create table notification (
        id uuid primary key,
        event_id uuid not null,
        person_id uuid not null,
        institution_id uuid not null,
        type text not null,
        title text not null,
        body text not null,
        subject uuid not null,
        created_at timestamptz not null,
        read_at timestamptz,
        unique (event_id, person_id)
      )`);
    this.addSql('create index notification_of_person on notification (person_id, created_at desc, id desc)');
    this.addSql(seenEventsTable);
  }
}
