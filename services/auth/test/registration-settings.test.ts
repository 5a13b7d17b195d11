import { ConfigError, readConfig } from '@ai-teacher/service-kit/config.ts';
import { describe, expect, it } from '@jest/globals';
import { authEnvironment, type RegistrationSettings, registrationSettingsOf } from '../src/config.ts';

const strong = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz').toString('base64');
const settingsOf = (variables: Record<string, string>): RegistrationSettings =>
  registrationSettingsOf(
    readConfig(authEnvironment, {
      DATABASE_URL: `postgres://auth:${encodeURIComponent(strong)}@postgres/auth_db`,
      REDIS_URL: `redis://:${strong}@redis:6379`,
      KEY_ENCRYPTION_SECRET: strong,
      ...variables,
    }),
  );

describe('registrationSettingsOf', () => {
  it.each([
    ['production', {}, { kind: 'invited' }, 60, 2_000],
    ['production', { REGISTRATION: '', REGISTRATIONS_PER_HOUR: ' ' }, { kind: 'invited' }, 60, 2_000],
    ['production', { REGISTRATION: 'open', REGISTRATIONS_PER_ADDRESS_HOUR: '7' }, { kind: 'open' }, 7, 2_000],
    ['local', {}, { kind: 'open' }, 10_000, 100_000],
    ['local', { REGISTRATION: 'invited', REGISTRATIONS_PER_HOUR: '9' }, { kind: 'invited' }, 10_000, 9],
  ])('in %s mode %j gives the policy %j', (mode, variables, policy, perAddress, inAll) => {
    expect(settingsOf({ DEPLOYMENT_MODE: mode, ...(variables as Record<string, string>) })).toEqual({
      operatorPolicy: { policy, isLocked: false },
      registrationsPerAddressHour: perAddress,
      registrationsPerHour: inAll,
    });
  });

  it('an installation without a deployment mode admits invited people only', () => {
    expect(settingsOf({}).operatorPolicy.policy).toEqual({ kind: 'invited' });
  });

  it('domains are compared in lower case and in their ASCII form', () => {
    const { operatorPolicy } = settingsOf({
      REGISTRATION: 'domains',
      REGISTRATION_DOMAINS: 'School.Example., bücher.example\nb.example',
    });
    expect(operatorPolicy.policy).toEqual({
      kind: 'domains',
      domains: new Set(['school.example', 'xn--bcher-kva.example', 'b.example']),
    });
  });

  it.each([
    ['true', true],
    ['false', false],
    ['', false],
  ])('REGISTRATION_LOCKED=%s locks the policy: %s', (text, isLocked) => {
    expect(settingsOf({ REGISTRATION_LOCKED: text }).operatorPolicy.isLocked).toBe(isLocked);
  });

  it('REGISTRATION_LOCKED with another word is refused at the start', () => {
    expect(() => settingsOf({ REGISTRATION_LOCKED: 'perhaps' })).toThrow(ConfigError);
  });

  it.each([
    ['domains', ''],
    ['domains', ' , '],
    ['domains', '@school.example'],
    ['domains', '*.school.example'],
    ['domains', 'school.example:25'],
    ['domains', 'school'],
    ['open', 'not a host,https://school.example'],
    ['everybody', ''],
  ])('REGISTRATION=%s with the domains "%s" is refused at the start', (kind, domains) => {
    expect(() => settingsOf({ REGISTRATION: kind, REGISTRATION_DOMAINS: domains })).toThrow(ConfigError);
  });
});
