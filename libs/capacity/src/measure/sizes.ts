import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { StoringService } from '@ai-teacher/contracts/values.ts';
import type { Mesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { serviceDatabaseUrl } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { databasePassword } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import pg from 'pg';
import type { Inputs } from '../inputs/inputs.ts';

/**
 * For each kind: the database and the table whose rows are counted. The size of the whole database is
 * divided among these rows.
 */
const counted = {
  account: ['auth', 'account'],
  message: ['chat', 'chat_message'],
  attempt: ['exam', 'attempt'],
  notification: ['notification', 'notification'],
  page: ['rag', 'page'],
} as const satisfies Record<string, readonly [StoringService, string]>;

/** Rows of one kind, and the bytes of everything that belongs to them. */
export type Sized = { readonly rows: number; readonly bytes: number };

/** The rows and bytes that a mesh stores. `vectors` are the files of Qdrant. */
export type Stored = Readonly<Record<keyof typeof counted, Sized>> & { readonly vectors: number };

const sizeOf = async (url: string, table: string): Promise<Sized> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ rows: string; bytes: string }>(
      `select (select count(*) from ${pg.escapeIdentifier(table)}) as rows, sum(pg_total_relation_size(oid)) as bytes
       from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    );
    return { rows: Number(rows[0]?.rows ?? 0), bytes: Number(rows[0]?.bytes ?? 0) };
  } finally {
    await client.end();
  }
};

const bytesBelow = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = entries
    // The log of Qdrant has a fixed size, whatever the number of pages.
    .filter((entry) => entry.isFile() && !entry.parentPath.split(path.sep).includes('wal'))
    .map(async (entry) => {
      // Blocks, because Qdrant reserves sparse files.
      const { blocks } = await stat(path.join(entry.parentPath, entry.name)).catch(() => ({ blocks: 0 }));
      return blocks * 512;
    });
  return (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
};

/** Measures the rows and bytes that a mesh stores. */
export const storedIn = async (mesh: Mesh): Promise<Stored> => {
  const secrets = await openSecrets(mesh.state.secrets, {});
  const hostPort = `127.0.0.1:${portOf(mesh.addresses, 'postgres', 'sql')}`;
  const sized = async (what: keyof typeof counted): Promise<Sized> => {
    const [service, table] = counted[what];
    return sizeOf(
      serviceDatabaseUrl(service, { password: secrets[databasePassword(service)], hostPort }),
      table,
    );
  };
  return {
    account: await sized('account'),
    message: await sized('message'),
    attempt: await sized('attempt'),
    notification: await sized('notification'),
    page: await sized('page'),
    vectors: await bytesBelow(mesh.state.data('qdrant')),
  };
};

/** Fewer new rows than this say less about a row than all rows of the database. */
const minNewRows = 20;

/**
 * The rows and bytes added between two readings, so that the fixed size of empty tables is no part of a
 * row.
 */
const addedTo = (before: Sized, after: Sized): Sized => {
  const added = { rows: after.rows - before.rows, bytes: after.bytes - before.bytes };
  return added.rows < minNewRows || added.bytes <= 0 ? after : added;
};

const bytesOfRow = ({ rows, bytes }: Sized): number => Math.round(bytes / Math.max(rows, 1));

/** Bytes of a row with everything that belongs to it, and the rows that were counted. */
export const sizesOf = (before: Stored, after: Stored): Pick<Inputs, 'bytes' | 'rows'> => {
  const added = {
    account: addedTo(before.account, after.account),
    message: addedTo(before.message, after.message),
    attempt: addedTo(before.attempt, after.attempt),
    notification: addedTo(before.notification, after.notification),
    page: addedTo(before.page, after.page),
  };
  const vectors = addedTo(
    { rows: before.page.rows, bytes: before.vectors },
    { rows: after.page.rows, bytes: after.vectors },
  );
  return {
    bytes: {
      account: bytesOfRow(added.account),
      message: bytesOfRow(added.message),
      attempt: bytesOfRow(added.attempt),
      notification: bytesOfRow(added.notification),
      page: bytesOfRow(added.page),
      pageVectors: bytesOfRow(vectors),
    },
    rows: Object.fromEntries(Object.entries(added).map(([what, { rows }]) => [what, rows])),
  };
};
