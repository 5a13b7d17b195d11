/**
 * The statements by which a migration prepares the reconciliation. The id of an erased person stays for a
 * term, so that a late event does not restore facts about the person. The other table has a row since the
 * projection was first equal to the facts of their owner.
 */
export const reconciliationTables: readonly string[] = [
  `create table access_erased_person (
    person_id uuid primary key,
    erased_at timestamptz not null default now()
  )`,
  'create index access_erased_person_expired on access_erased_person (erased_at)',
  `create table access_reconciliation (
    singleton boolean primary key default true check (singleton),
    completed_at timestamptz not null default now()
  )`,
];
