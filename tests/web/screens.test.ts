import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { screens } from './screens.ts';

const source = new URL('../../services/web/client/src/routes.tsx', import.meta.url);
/** The routes with a page. A path that no route has leads to the start page. */
const routes = [...readFileSync(source, 'utf8').matchAll(/<Route (?:index|path="([^"]+)")/g)]
  .map(([, path]) => (path === undefined ? '/app' : path.startsWith('/') ? path : `/app/${path}`))
  .filter((path) => path !== '/app/*');

describe('the screens that tests open in both themes, on a phone, with large text and in Arabic', () => {
  it('are those of every route of the client, and no others', () => {
    expect(routes.length).toBeGreaterThan(20);
    expect(new Set(screens.map(({ route }) => route))).toEqual(new Set(routes));
  });

  it('have names of their own', () => {
    expect(new Set(screens.map(({ name }) => name)).size).toBe(screens.length);
  });
});
