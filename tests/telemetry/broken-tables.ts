import { type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import { serviceDatabaseUrl } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { databasePassword } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import { stateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { RunningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import pg from 'pg';

/** Refuses every statement that changes a row, and quotes the statement and the row where a server can. */
const refuseFunction = `
  create or replace function public.refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'refused: %', current_query()
      using detail = new::text, hint = new::text, constraint = 'refused';
  end $$`;

/** A trigger of a partitioned table also holds for its partitions. */
const tablesOf = async (client: pg.Client): Promise<string[]> => {
  const { rows } = await client.query<{ tablename: string }>(
    `select relname as tablename from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and relname not like 'mikro_orm%'`,
  );
  return rows.map(({ tablename }) => tablename);
};

/** The database of a service in the mesh, as its owner. */
export const connectTo = async (mesh: RunningMesh, service: StoringService): Promise<pg.Client> => {
  const secrets = await openSecrets(stateDirectory(mesh.stateDirectory).secrets, {});
  const url = serviceDatabaseUrl(service, {
    password: secrets[databasePassword(service)],
    hostPort: `127.0.0.1:${mesh.addresses.ports.postgres?.sql}`,
  });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
};

/** Runs `work` while no service can change a row. */
export const whileChangesFail = async (mesh: RunningMesh, work: () => Promise<void>): Promise<void> => {
  const clients: pg.Client[] = [];
  // One after the other, because opening the secrets rewrites their file.
  for (const service of storingServices) clients.push(await connectTo(mesh, service));
  try {
    for (const client of clients) {
      await client.query(refuseFunction);
      for (const table of await tablesOf(client))
        await client.query(
          `create trigger refuse before insert or update on public."${table}"
             for each row execute function public.refuse_change()`,
        );
    }
    await work();
  } finally {
    for (const client of clients) {
      await client.query('drop function if exists public.refuse_change() cascade').catch(() => undefined);
      await client.end();
    }
  }
};

/** The names of a service's tables. */
export const tablesOfService = async (mesh: RunningMesh, service: StoringService): Promise<string[]> => {
  const client = await connectTo(mesh, service);
  try {
    return await tablesOf(client);
  } finally {
    await client.end();
  }
};

/** Runs `work` once for each of these tables of a service, while this table is missing. */
export const whileEachTableIsMissing = async (
  mesh: RunningMesh,
  { service, tables }: { service: StoringService; tables: readonly string[] },
  work: (table: string) => Promise<void>,
): Promise<void> => {
  if (tables.length === 0) return;
  const client = await connectTo(mesh, service);
  try {
    for (const table of tables) {
      await client.query(`alter table public."${table}" rename to missing_table`);
      try {
        await work(table);
      } finally {
        await client.query(`alter table public.missing_table rename to "${table}"`);
      }
    }
  } finally {
    await client.end();
  }
};
