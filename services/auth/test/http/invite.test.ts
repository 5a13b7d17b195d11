import { invite } from '@ai-teacher/contracts/auth/accounts.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';

let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp();
});
afterAll(() => app.close());

describe('201', () => {
  it('invite returns a token of 256 bits that expires after a week', async () => {
    const answer = await app.call(invite, {
      as: anAdmin(),
      body: { email: 'new@school.example', role: 'teacher' },
    });
    expect(answer.status).toBe(201);
    expect(answer.body.invitationToken).toMatch(/^[\w-]{43}$/);
    const days = (Date.parse(answer.body.expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(7);
  });
});

describe('422', () => {
  it('invite answers 422 with a pointer to each invalid field', async () => {
    const answer = await app.call(invite, { as: anAdmin(), body: { email: 'no-address', role: 'owner' } });
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([
      '/email',
      '/role',
    ]);
  });
});
