import { randomUUID } from 'node:crypto';
import { listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { registered } from '../builders.ts';

let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp();
});
afterAll(() => app.close());

const list = (query: Record<string, string | number>, as = anAdmin()) =>
  app.call(listAccounts, { as, query });

describe('200', () => {
  it('listAccounts returns every account once, newest first, page by page, without its password hash', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.unshift((await registered(app)).email);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      expect(body.items.length).toBeLessThanOrEqual(2);
      for (const item of body.items) {
        expect(Object.keys(item).sort()).toEqual([
          'createdAt',
          'disabled',
          'email',
          'id',
          'name',
          'role',
          'verified',
        ]);
        seen.push(item.email);
      }
      cursor = body.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.slice(0, 5)).toEqual(made);
    expect(new Set(seen).size).toBe(6);
  });

  it('listAccounts finds the account of an e-mail in any case', async () => {
    const { email } = await registered(app);
    const { body } = await list({ email: email.toUpperCase() });
    expect(body.items.map((item: { email: string }) => item.email)).toEqual([email]);
  });

  it('listAccounts shows an admin no account of other institutions', async () => {
    await registered(app);
    const { body } = await list({}, anAdmin({ institutionId: randomUUID() }));
    expect(body).toEqual({ items: [], nextCursor: null });
  });
});

describe('422', () => {
  it.each([[{ cursor: 'mine' }], [{ limit: 0 }], [{ role: 'admin' }]])(
    'listAccounts answers 422 with a pointer for the query %j',
    async (query) => {
      const answer = await list(query as Record<string, string>);
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].pointer).toBe(`/query/${Object.keys(query)[0]}`);
    },
  );
});
