import { locationOf, patternOf, withParameters } from '@ai-teacher/contracts/path-template.ts';
import { describe, expect, it } from '@jest/globals';

describe('path templates', () => {
  it('locationOf escapes the parameters and leaves out undefined query values', () => {
    const given = { params: { id: 'a/b c', itemId: '7' }, query: { limit: 2, cursor: undefined, q: 'ä&b' } };
    expect(locationOf('/x/{id}/items/{itemId}', given)).toBe('/x/a%2Fb%20c/items/7?limit=2&q=%C3%A4%26b');
    expect(locationOf('/notifications', {})).toBe('/notifications');
  });

  it('patternOf matches the paths of its template only and names their parameters', () => {
    const pattern = patternOf('/documents/{id}/events.json');
    expect(pattern.exec('/documents/42/events.json')?.groups).toEqual({ id: '42' });
    for (const other of [
      '/documents/42/events-json',
      '/documents//events.json',
      '/documents/4/2/events.json',
      'x/documents/42/events.json',
    ])
      expect(pattern.test(other)).toBe(false);
  });

  it('a parameter with =** is the rest of the path, whose slashes stay', () => {
    const template = '/app/{page=**}';
    expect(locationOf(template, { params: { page: 'exams/a b/1' } })).toBe('/app/exams/a%20b/1');
    expect(patternOf(template).exec('/app/exams/1')?.groups).toEqual({ page: 'exams/1' });
    for (const other of ['/app', '/app/', 'x/app/1']) expect(patternOf(template).test(other)).toBe(false);
    expect(withParameters(template, (name, isRest) => `${name} ${isRest}`)).toBe('/app/page true');
    expect(withParameters('/x/{id}', (name, isRest) => `${name} ${isRest}`)).toBe('/x/id false');
  });
});
