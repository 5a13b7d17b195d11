import type { EntityManager } from '@mikro-orm/postgresql';
import type { SharingPolicy, SharingPolicyRepositories } from '../domain/sharing-policy/ports.ts';

const columns = `teachers_share as "teachersShareWithInstitution", version, changed_by as "changedBy"`;

export const sharingPolicyRepository = (em: EntityManager): SharingPolicyRepositories['sharingPolicies'] => ({
  find: async (institutionId) => {
    const [row] = await em.execute<SharingPolicy[]>(
      `select ${columns} from sharing_policy where institution_id = ?`,
      [institutionId],
    );
    return row;
  },
  change: async ({ institutionId, teachersShareWithInstitution, changedBy, at }) => {
    const [row] = await em.execute<SharingPolicy[]>(
      `insert into sharing_policy as known (institution_id, teachers_share, changed_by, changed_at)
       values (?, ?, ?, ?)
       on conflict (institution_id) do update set teachers_share = excluded.teachers_share,
         changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = known.version + 1
       where known.teachers_share <> excluded.teachers_share
       returning ${columns}`,
      [institutionId, teachersShareWithInstitution, changedBy, at],
    );
    return row;
  },
});
