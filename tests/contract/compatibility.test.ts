import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakingChanges } from '@ai-teacher/tooling/compatibility.ts';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';
import { describe, expect, it } from '@jest/globals';

const read = (path: string) => JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8'));
const baseline = read('tests/contract/baseline/gateway.json');

describe('the public API', () => {
  it('has no breaking change against the baseline of version 1', () => {
    expect(breakingChanges(baseline, read('libs/contracts/openapi/gateway.json'))).toEqual([]);
  });
});

describe('breakingChanges', () => {
  const changed = (edit: (document: typeof baseline) => void): string[] => {
    const document = structuredClone(baseline);
    edit(document);
    return breakingChanges(baseline, document);
  };
  const register = (document: typeof baseline) => document.paths['/api/auth/register'].post;
  const bodyOf = (op: ReturnType<typeof register>) => op.requestBody.content['application/json'].schema;

  it('accepts additions', () => {
    const additions = changed((document) => {
      document.paths['/api/new'] = { get: { responses: {} } };
      bodyOf(register(document)).properties.nickname = { type: 'string' };
      document.components.schemas.Account.properties.createdAt = { type: 'string' };
    });
    expect(additions).toEqual([]);
  });

  it('reports removed, newly required and retyped fields', () => {
    const faults = changed((document) => {
      delete document.paths['/api/users/me'].patch;
      bodyOf(register(document)).required.push('invitationToken');
      delete document.components.schemas.Account.properties.name;
      document.components.schemas.Tokens.properties.expiresIn = { type: 'string' };
    });
    expect(faults).toEqual(
      expect.arrayContaining([
        'PATCH /api/users/me: removed',
        'POST /api/auth/register body.invitationToken: now required',
        'POST /api/auth/register 201.name: removed',
        'POST /api/auth/login 200.expiresIn: type changed',
      ]),
    );
  });
});
