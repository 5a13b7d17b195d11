import pg from 'pg';
import type { Logger } from '../logger.ts';

/**
 * Settings of PostgreSQL under which its log contains no statement, no parameter and no row. The values of a
 * statement are what people wrote. Every deployment starts its server with these settings, and
 * `libs/local-mesh/src/parts/postgres/service-databases.ts` sets them for each role.
 */
export const statementPrivacy = {
  // No DETAIL, HINT, QUERY and CONTEXT, which quote rows and values.
  log_error_verbosity: 'terse',
  // No STATEMENT line after an error.
  log_min_error_statement: 'panic',
  log_statement: 'none',
  // These three log slow statements with their text. The metrics of the services report durations.
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_duration: 'off',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  // The server writes the tree of each statement, with its constants.
  debug_print_parse: 'off',
  debug_print_rewritten: 'off',
  debug_print_plan: 'off',
} as const;

/**
 * Additional setting of the services' roles. The message of an error quotes a value, for example "invalid
 * input syntax for type uuid". The service that caused the error logs its code, so the server does not log
 * the errors of these roles. It continues to log the errors of its own processes.
 */
export const rolePrivacy = { ...statementPrivacy, log_min_messages: 'log' } as const;

/** Extensions that log statements; they are safe when they are not loaded. */
const extensionPrivacy: Readonly<Record<string, readonly string[]>> = {
  'auto_explain.log_min_duration': ['-1'],
  'pgaudit.log': ['none', ''],
};

/** @returns the settings, as `name=value`, under which the server would log statements of this role. */
const findStatementLogs = async (databaseUrl: string): Promise<string[]> => {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const names = [...Object.keys(rolePrivacy), ...Object.keys(extensionPrivacy)];
    const { rows } = await client.query<{ name: string; value: string | null }>(
      'select name, current_setting(name, true) as value from unnest($1::text[]) as name',
      [names],
    );
    const isSafe = ({ name, value }: { name: string; value: string | null }): boolean => {
      const expected = Reflect.get(rolePrivacy, name) as string | undefined;
      if (expected === undefined) return value === null || extensionPrivacy[name]?.includes(value) === true;
      return value === expected;
    };
    return rows.filter((row) => !isSafe(row)).map(({ name, value }) => `${name}=${value}`);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/**
 * Warns with the names of all settings under which the database server would log what people wrote. The
 * service starts nevertheless, because the operator of a managed server may not be allowed to change them.
 */
export const warnOfStatementLogs = async ({
  databaseUrl,
  logger,
}: {
  databaseUrl: string;
  logger: Logger;
}): Promise<void> => {
  try {
    const settings = await findStatementLogs(databaseUrl);
    if (settings.length > 0)
      logger.warn({ settings }, 'the database server may log what people write: change these settings');
  } catch (cause) {
    logger.warn({ err: cause }, 'the log settings of the database server are unknown');
  }
};
