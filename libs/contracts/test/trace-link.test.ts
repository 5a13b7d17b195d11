import { traceLinkOf } from '@ai-teacher/contracts/web/trace-link.ts';
import { describe, expect, it } from '@jest/globals';

const requestId = '132d37c7-fa13-48f5-8c80-e990d734fa83';

describe('traceLinkOf', () => {
  it('traceLinkOf opens the search for the tag of a request, in the traces of the gateway', () => {
    const link = new URL(traceLinkOf('http://localhost:16686', requestId));
    expect(`${link.origin}${link.pathname}`).toBe('http://localhost:16686/search');
    expect(link.searchParams.get('service')).toBe('gateway');
    expect(JSON.parse(link.searchParams.get('tags') ?? '')).toEqual({ 'request.id': requestId });
  });

  it.each(['https://ops.example/jaeger', 'https://ops.example/jaeger/'])(
    'traceLinkOf stays below the path of %s',
    (tracesUrl) => {
      expect(traceLinkOf(tracesUrl, requestId)).toMatch(/^https:\/\/ops\.example\/jaeger\/search\?/);
    },
  );

  it('traceLinkOf escapes an id, which can therefore add no parameter', () => {
    const link = new URL(traceLinkOf('http://localhost:16686', '"}&service=x#y'));
    expect(link.searchParams.getAll('service')).toEqual(['gateway']);
    expect(link.hash).toBe('');
  });
});
