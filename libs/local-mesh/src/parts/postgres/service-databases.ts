import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { rolePrivacy } from '@ai-teacher/service-kit/database/statement-privacy.ts';
import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';

export const databaseName = (service: StoringService): string => {
  return `${service}_db`;
};

export const roleName = (service: StoringService): string => {
  return `${service}_service`;
};

export const serviceDatabaseUrl = (
  service: StoringService,
  {
    password,
    hostPort,
    database = databaseName(service),
  }: { password: string; hostPort: string; database?: string },
): string => {
  return `postgres://${roleName(service)}:${encodeURIComponent(password)}@${hostPort}/${database}`;
};

/**
 * Creates a role and a database for every service and closes each database to all other roles. Can run again:
 * existing roles and databases stay, and passwords are set to the given ones. The server
 * logs no statements of these roles.
 */
export const createServiceDatabases = async (
  adminUrl: string,
  passwords: Partial<Record<StoringService, string>>,
): Promise<void> => {
  await withClient(adminUrl, async (client) => {
    await client.query('revoke connect on database postgres, template1 from public');
    for (const [service, password] of Object.entries(passwords) as [StoringService, string][]) {
      await createRole(client, roleName(service), password);
      await createOwnedDatabase(client, { database: databaseName(service), owner: roleName(service) });
    }
  });
};

const createRole = async (client: Client, role: string, password: string): Promise<void> => {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const verb = rowCount ? 'alter' : 'create';
  await client.query(`${verb} role ${escapeIdentifier(role)} login password ${escapeLiteral(password)}`);
  for (const [setting, value] of Object.entries(rolePrivacy))
    await client
      .query(`alter role ${escapeIdentifier(role)} set ${setting} = ${escapeLiteral(value)}`)
      .catch(ignoreMissingRight);
};

/** The owner of a managed server may set no log settings. Each service then warns when it starts. */
const ignoreMissingRight = (fault: unknown): void => {
  if (!(fault instanceof DatabaseError && fault.code === '42501')) throw fault;
};

/** Creates a database, unless it exists, and lets only its owner connect. */
export const createOwnedDatabase = async (
  client: Client,
  { database, owner, template }: { database: string; owner: string; template?: string },
): Promise<void> => {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (!rowCount) {
    const from = template ? ` template ${escapeIdentifier(template)}` : '';
    await client.query(
      `create database ${escapeIdentifier(database)} owner ${escapeIdentifier(owner)}${from}`,
    );
  }
  await client.query(`revoke connect, temporary on database ${escapeIdentifier(database)} from public`);
};

export const withClient = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
