import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const folder = path.join(import.meta.dirname, '../../client/src');

/** Files that may open a page although their person has left, each with its reason. */
const reasons: Readonly<Record<string, string>> = {
  'shell/go-from-here.ts': 'compares the page with the one at which the work began',
  'start.tsx': 'opens the links that a person presses',
  'pages/sitting/student-exams-page.tsx': 'the time of a started attempt runs, so its student is taken there',
};

describe('navigations of the client', () => {
  it('Finished work takes no person away from another page', () => {
    const navigating = globSync('**/*.{ts,tsx}', { cwd: folder }).filter((name) =>
      /\buseNavigate\b|\blocation\.(?:assign|replace)\b|\blocation\.href\s*=[^=]/.test(
        readFileSync(path.join(folder, name), 'utf8'),
      ),
    );
    expect(navigating.toSorted()).toEqual(Object.keys(reasons).toSorted());
  });
});
