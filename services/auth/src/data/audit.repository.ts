import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import { currentRequestContext } from '@ai-teacher/service-kit/request-context.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { AuditTrail } from '../domain/ports.ts';

export const auditRepository = (
  em: EntityManager,
  { clock, identifiers }: { clock: Clock; identifiers: Identifiers },
): AuditTrail => ({
  record: async (kind, accountId, actorId) => {
    await em.execute(
      'insert into audit_entry (id, at, kind, account_id, actor_id, request_id) values (?, ?, ?, ?, ?, ?)',
      [
        identifiers.uuid(),
        clock.now(),
        kind,
        accountId,
        actorId ?? null,
        currentRequestContext()?.requestId ?? '',
      ],
    );
  },
});
