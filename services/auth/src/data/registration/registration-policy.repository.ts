import type { EntityManager } from '@mikro-orm/postgresql';
import type { RegistrationPolicyRepository } from '../../domain/registration-policy/ports.ts';

type Row = { readonly kind: 'open' | 'invited' | 'domains'; readonly domains: readonly string[] };

export const registrationPolicyRepository = (em: EntityManager): RegistrationPolicyRepository => ({
  find: async () => {
    const [row] = await em.execute<Row[]>('select kind, domains from registration_policy');
    if (row === undefined) return undefined;
    return row.kind === 'domains' ? { kind: row.kind, domains: new Set(row.domains) } : { kind: row.kind };
  },
  replace: async (policy, now) => {
    const domains = policy.kind === 'domains' ? [...policy.domains] : [];
    await em.execute(
      `insert into registration_policy (kind, domains, changed_at) values (?, ?::jsonb, ?)
       on conflict (only_row) do update set
         kind = excluded.kind, domains = excluded.domains, changed_at = excluded.changed_at`,
      [policy.kind, JSON.stringify(domains), now],
    );
  },
  remove: async () => {
    await em.execute('delete from registration_policy');
  },
});
