import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { withClient } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';

/**
 * The tables into which the requests of a soak write: sign-ins and questions. Retention removes their rows.
 */
const growing: Partial<Record<StoringService, readonly string[]>> = {
  auth: ['account', 'audit_entry', 'known_network', 'refresh_family', 'refresh_token'],
  chat: [
    'chat_answer_source',
    'chat_citation',
    'chat_message',
    'chat_message_search',
    'chat_session',
    'idempotency_key',
    'token_use',
  ],
};

/** Tables whose rows come and go. Their files stay small only as long as PostgreSQL reuses the room. */
const bookkeeping = `
  select coalesce(sum(pg_total_relation_size(class.oid)), 0) / 1048576.0 as megabytes
  from pg_class class join pg_namespace space on space.oid = class.relnamespace
  where class.relkind = 'r' and (space.nspname = 'graphile_worker' or class.relname = 'job_worker_heartbeat')`;

const namesQuery = `
  select format('%I.%I', schemaname, tablename) as name from pg_tables
  where schemaname in ('public', 'graphile_worker') and not tablename = any ($1)`;

/**
 * The rows of all tables that no request of a soak writes to, queues and heartbeats included, and the size of
 * the tables of bookkeeping in MB.
 */
export const readTables = (
  service: StoringService,
  databaseUrl: string,
): Promise<{ readonly rows: number; readonly megabytes: number }> =>
  withClient(databaseUrl, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(namesQuery, [growing[service] ?? []]);
    const counts = tables.map(({ name }) => `(select count(*) from ${name})`).join(' + ');
    const counted = await client.query<{ rows: string }>(`select ${counts} as rows`);
    const sized = await client.query<{ megabytes: string }>(bookkeeping);
    return { rows: Number(counted.rows[0]?.rows), megabytes: Number(sized.rows[0]?.megabytes) };
  });
