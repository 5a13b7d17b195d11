import { describe, expect, it } from '@jest/globals';
import { createLifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';

describe('the lifecycle', () => {
  it('closes resources in reverse order and once, and continues when one close fails', async () => {
    const closed: string[] = [];
    const lifecycle = createLifecycle({ logger: createLogger({ service: 'test', level: 'silent' }) });
    lifecycle.onClose('first', () => void closed.push('first'));
    lifecycle.onClose('broken', () => Promise.reject(new Error('stuck')));
    lifecycle.onClose('last', async () => void closed.push('last'));
    expect(lifecycle.stopping()).toBe(false);
    await Promise.all([lifecycle.close(), lifecycle.close()]);
    expect(lifecycle.stopping()).toBe(true);
    expect(closed).toEqual(['last', 'first']);
  });
});
