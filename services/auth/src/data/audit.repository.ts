import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import { currentRequestContext } from '@ai-teacher/service-kit/request-context.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { AuditTrail } from '../domain/ports.ts';

const addAuditEntry = preparedStatement(
  'addAuditEntry',
  'insert into audit_entry (id, at, kind, account_id, actor_id, request_id) values ($1, $2, $3, $4, $5, $6)',
);

export const auditRepository = (
  em: EntityManager,
  { clock, identifiers }: { clock: Clock; identifiers: Identifiers },
): AuditTrail => ({
  record: async (kind, accountId, actorId) => {
    const requestId = currentRequestContext()?.requestId ?? '';
    await executePrepared(em, addAuditEntry, [
      ...[identifiers.uuid(), clock.now(), kind, accountId, actorId ?? null, requestId],
    ]);
  },
});
