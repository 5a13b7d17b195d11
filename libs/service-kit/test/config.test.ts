import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { baseEnvironment, ConfigError, readConfig, secret32 } from '../src/config.ts';
import { faultsOfSecrets, isWeakSecret } from '../src/secrets.ts';

const environment = baseEnvironment.extend({ KEY_ENCRYPTION_SECRET: secret32 });
const good = {
  DATABASE_URL: 'postgres://auth_service:4f6f2b8c1d9e7a53@postgres:5432/auth_db',
  KEY_ENCRYPTION_SECRET: 'kJ2v0mYqT8Xw5sLrB1nZc6HdF3gPuAeO9iKyN4bVtQM=',
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

  it('readConfig gives an empty variable its default, and reports it when it has none', () => {
    const empty = Object.fromEntries(Object.keys(environment.shape).map((name) => [name, '']));
    expect(readConfig(environment, { ...empty, ...good })).toEqual(readConfig(environment, good));
    expect(faultsOf({ ...good, DATABASE_URL: ' ' })).toEqual(['DATABASE_URL']);
  });

  it.each(['postgres', 'changeme', '', 'short-one'])(
    'refuses the database password %j in production',
    (password) => {
      const DATABASE_URL = `postgres://auth_service:${password}@postgres:5432/auth_db`;
      expect(faultsOf({ ...good, DATABASE_URL })).toEqual(['DATABASE_URL']);
    },
  );

  it.each(['change-me', 'changeme-changeme-1', 'Y2hhbmdlLW1lLWNoYW5nZS1tZS1jaGFuZ2UtbWUtMTI='])(
    'refuses the placeholder %j in local mode too',
    (secret) => {
      const variables = { ...good, KEY_ENCRYPTION_SECRET: secret, DEPLOYMENT_MODE: 'local' };
      expect(faultsOf(variables)).toContain('KEY_ENCRYPTION_SECRET');
    },
  );

  it('accepts a generated password of 24 characters and a short one in local mode', () => {
    const DATABASE_URL = `postgres://auth_service:${randomBytes(18).toString('base64url')}@postgres:5432/auth_db`;
    expect(faultsOf({ ...good, DATABASE_URL })).toEqual([]);
    const short = 'postgres://auth_service:short-one@postgres:5432/auth_db';
    expect(faultsOf({ ...good, DATABASE_URL: short, DEPLOYMENT_MODE: 'local' })).toEqual([]);
  });
});

describe('isWeakSecret', () => {
  it.each([
    ['has fewer than 16 characters', 'k3jv9x0q2mz7rt5'],
    ['repeats one character', 'aaaaaaaaaaaaaaaaaaaa'],
    ['is base64 of zeros', Buffer.alloc(32).toString('base64')],
    ['repeats a word', 'passwordpasswordpassword'],
    ['repeats a random unit', 'x7Kq2mP9x7Kq2mP9x7Kq2mP9'],
    ['is a guessed word with digits', 'postgres-password-12345678'],
    ['is a name and a run', 'Admin_Database_abcdefgh_2026'],
    ['stands in a page of the repository', 'three quiet rivers meet'],
  ])('is true for a secret that %s', (_, secret) => {
    expect(isWeakSecret(secret)).toBe(true);
  });

  it.each([
    ['32 random bytes in base64', () => randomBytes(32).toString('base64')],
    ['32 random bytes in base64url', () => randomBytes(32).toString('base64url')],
    ['16 random bytes in hexadecimal digits', () => randomBytes(16).toString('hex')],
  ])('is false for %s, whatever the bytes', (_, make) => {
    const weak = Array.from({ length: 2_000 }, make).filter(isWeakSecret);
    expect(weak).toEqual([]);
  });

  it('is true for every password that a page of the repository shows', () => {
    const pages = ['README.md', '.env.example', '.github/CONTRIBUTING.md'].map((name) =>
      readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'),
    );
    const shown = pages.join('\n').matchAll(/"password": ?"([^"]+)"|(?:PASSWORD|SECRET|API_KEY)=(\S+)/g);
    const secrets = [...shown].map(([, quoted, assigned]) => quoted ?? assigned ?? '');
    expect(secrets.length).toBeGreaterThan(0);
    expect(secrets.filter((secret) => !isWeakSecret(secret))).toEqual([]);
  });
});

describe('faultsOfSecrets', () => {
  it.each([
    ['REDIS_URL', 'redis://redis:6379'],
    ['REDIS_URL', 'redis://:redis@redis:6379'],
    ['COUNTERS_REDIS_URL', 'redis://redis:6379'],
    ['ADMIN_DATABASE_URL', 'postgres://postgres:postgres@postgres:5432/postgres'],
    ['DATABASE_URL', 'postgres://auth_service:%zz@postgres:5432/auth_db'],
    ['QDRANT_API_KEY', ''],
    ['QDRANT_API_KEY', 'qdrant'],
    ['POSTGRES_PASSWORD', 'postgres'],
    ['AUTH_DATABASE_PASSWORD', 'auth_service_password'],
    ['BOOTSTRAP_ADMIN_PASSWORD', 'a cloud is a visible mass'],
    ['KEY_ENCRYPTION_SECRET_PREVIOUS', 'secretsecretsecretsecret'],
  ])('refuses %s=%s in production and names the variable', (name, value) => {
    const [fault = ''] = faultsOfSecrets({ [name]: value }, [name]);
    expect(fault.startsWith(`${name}: `)).toBe(true);
  });

  it.each(['OPENAI_API_KEY', 'EMBEDDING_API_KEY', 'RERANK_API_KEY'])(
    'accepts the key of a model server in %s as the server gave it',
    (name) => {
      expect(faultsOfSecrets({ [name]: 'none' }, [name])).toEqual([]);
    },
  );

  it.each(['BOOTSTRAP_ADMIN_PASSWORD', 'OPENAI_API_KEY', 'LOG_LEVEL', 'MESH_URL'])(
    'accepts that %s is empty',
    (name) => {
      expect(faultsOfSecrets({ [name]: '' }, [name])).toEqual([]);
    },
  );
});
