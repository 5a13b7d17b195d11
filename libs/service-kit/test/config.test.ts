import { describe, expect, it } from '@jest/globals';
import { baseEnvironment, ConfigError, readConfig, secret32 } from '../src/config.ts';

const environment = baseEnvironment.extend({ KEY_ENCRYPTION_SECRET: secret32 });
const good = {
  DATABASE_URL: 'postgres://auth_service:4f6f2b8c1d9e7a53@postgres:5432/auth_db',
  KEY_ENCRYPTION_SECRET: Buffer.alloc(32, 7).toString('base64'),
};

const faultsOf = (variables: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment, variables);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => fault.split(':')[0] ?? '');
  }
};

describe('readConfig', () => {
  it('readConfig returns typed values and defaults', () => {
    const config = readConfig(environment, { ...good, SERVICE_PORT: '8100' });
    expect(config).toMatchObject({ SERVICE_PORT: 8100, PROBE_PORT: 9000, DEPLOYMENT_MODE: 'production' });
    expect(config.KEY_ENCRYPTION_SECRET.byteLength).toBe(32);
  });

  it('readConfig reports all faults together', () => {
    const variables = { SERVICE_PORT: 'many', LOG_LEVEL: 'loud', KEY_ENCRYPTION_SECRET: 'short' };
    expect([...faultsOf(variables)].sort()).toEqual(
      ['DATABASE_URL', 'KEY_ENCRYPTION_SECRET', 'KEY_ENCRYPTION_SECRET', 'LOG_LEVEL', 'SERVICE_PORT'].sort(),
    );
  });

  it.each(['postgres', 'changeme', '', 'short-one'])(
    'refuses the database password %j in production',
    (password) => {
      const DATABASE_URL = `postgres://auth_service:${password}@postgres:5432/auth_db`;
      expect(faultsOf({ ...good, DATABASE_URL })).toEqual(['DATABASE_URL']);
      expect(faultsOf({ ...good, DATABASE_URL, DEPLOYMENT_MODE: 'local' })).toEqual([]);
    },
  );
});
