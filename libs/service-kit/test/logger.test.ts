import { createHook } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../src/logger.ts';

/** The kinds of resources that `work` opens, such as timers, in the names of Node. */
const resourcesOpenedBy = (work: () => unknown): string[] => {
  const opened: string[] = [];
  const hook = createHook({ init: (_id, type) => void opened.push(type) });
  hook.enable();
  work();
  hook.disable();
  return opened;
};

describe('createLogger', () => {
  it('createLogger opens no timer and no stream for a silent logger', () => {
    const silent = () => createLogger({ service: 'test', level: 'silent' });
    silent();
    expect(resourcesOpenedBy(silent)).toEqual([]);
  });

  it('createLogger flushes the buffer of stdout by a timer for a logger that writes', () => {
    expect(resourcesOpenedBy(() => createLogger({ service: 'test', level: 'fatal' }))).toContain('Timeout');
  });
});
