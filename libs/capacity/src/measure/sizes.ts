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

/** The table whose rows are counted, by what is sized. All tables of its database belong to them. */
const counted = {
  account: ['auth', 'account'],
  message: ['chat', 'chat_message'],
  attempt: ['exam', 'attempt'],
  notification: ['notification', 'notification'],
  page: ['rag', 'page'],
} as const satisfies Record<string, readonly [StoringService, string]>;

type Sized = { readonly rows: number; readonly bytes: number };

const sizeOf = async (url: string, table: string): Promise<Sized> => {
  const client = new pg.Client({ connectionString: url });
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

/** Bytes of a row with everything that belongs to it, and the rows that were counted. */
export const sizesOf = async (mesh: Mesh): Promise<Pick<Inputs, 'bytes' | 'rows'>> => {
  const secrets = await openSecrets(mesh.state.secrets, {});
  const hostPort = `127.0.0.1:${portOf(mesh.addresses, 'postgres', 'sql')}`;
  const found = new Map<string, Sized>();
  for (const [what, [service, table]] of Object.entries(counted)) {
    const url = serviceDatabaseUrl(service, { password: secrets[databasePassword(service)], hostPort });
    found.set(what, await sizeOf(url, table));
  }
  const each = (what: keyof typeof counted): number => {
    const { rows = 0, bytes = 0 } = found.get(what) ?? {};
    return Math.round(bytes / Math.max(rows, 1));
  };
  const pages = found.get('page')?.rows ?? 0;
  const vectors = await bytesBelow(mesh.state.data('qdrant'));
  return {
    bytes: {
      account: each('account'),
      message: each('message'),
      attempt: each('attempt'),
      notification: each('notification'),
      page: each('page'),
      pageVectors: Math.round(vectors / Math.max(pages, 1)),
    },
    rows: Object.fromEntries([...found].map(([what, { rows }]) => [what, rows])),
  };
};
