import { expect, it } from '@jest/globals';
import { closeLeftApps, rememberOpenApp } from '../src/app/open-apps.ts';

it('closeLeftApps closes each app that is still open, also after one that fails to close', async () => {
  const closed: string[] = [];
  const app = (name: string) => rememberOpenApp(async () => void closed.push(name));
  rememberOpenApp(async () => {
    throw new Error('this app does not close');
  });
  app('left');
  const close = app('closed by its test');
  await close();
  await close();
  await closeLeftApps(globalThis);
  await closeLeftApps(globalThis);
  expect(closed).toEqual(['closed by its test', 'left']);
});
