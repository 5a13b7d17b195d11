import { Migration } from '@mikro-orm/migrations';

export class Accounts extends Migration {
  override up(): void {
    this.addSql(`
      create table account (
        id uuid primary key,
        email text not null,
        email_key text not null unique,
        name text not null,
        password_hash text not null,
        role text not null check (role in ('student', 'teacher', 'admin')),
        institution_id uuid not null,
        created_at timestamptz not null,
        disabled_at timestamptz
      )`);
    this.addSql(`
      create table refresh_family (
        id uuid primary key,
        account_id uuid not null references account (id) on delete cascade,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz
      )`);
    this.addSql('create index refresh_family_account on refresh_family (account_id)');
    this.addSql(`
      create table refresh_token (
        token_hash text primary key,
        family_id uuid not null references refresh_family (id) on delete cascade,
        issued_at timestamptz not null,
        used_at timestamptz,
        child_hash text
      )`);
    this.addSql('create index refresh_token_family on refresh_token (family_id)');
    this.addSql(`
      create table invitation (
        token_hash text primary key,
        email_key text not null,
        role text not null check (role in ('student', 'teacher', 'admin')),
        institution_id uuid not null,
        invited_by uuid not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      )`);
    this.addSql(`
      create table signing_key (
        kid text primary key,
        public_jwk jsonb not null,
        private_jwk_sealed text not null,
        created_at timestamptz not null,
        retired_at timestamptz
      )`);
    this.addSql(`
      create table audit_entry (
        id uuid primary key,
        at timestamptz not null,
        kind text not null,
        account_id uuid,
        request_id text not null
      )`);
    this.addSql('create index audit_entry_account on audit_entry (account_id, at)');
  }
}
