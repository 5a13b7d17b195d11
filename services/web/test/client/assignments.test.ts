import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const folder = path.join(import.meta.dirname, '../../client/src');
const classId = '0199e000-0000-7000-8000-000000000001';

type Times = { readonly opensAt: string | null; readonly closesAt: string | null };

/** The times that a teacher in Berlin sees, and those that are saved after a change of the opening alone. */
const savedInBerlin = (stored: Times, opens?: string) => {
  const script = `
    import { assignmentsOf, givenAssignments } from './pages/exams/assignments.ts';
    const shown = assignmentsOf([{ classId: '${classId}', ...${JSON.stringify(stored)} }]);
    const opens = ${JSON.stringify(opens ?? null)};
    const changed = shown.map((one) => (opens === null ? one : { ...one, opens }));
    console.log(JSON.stringify({ shown: shown.map(({ closes }) => closes), saved: givenAssignments(changed) }));`;
  const env = { ...process.env, TZ: 'Europe/Berlin', NODE_OPTIONS: '' };
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return JSON.parse(printed) as { readonly shown: string[]; readonly saved: object[] };
};

describe('the times of an assignment', () => {
  it.each([
    ['with seconds', '2026-09-01T08:00:30.500Z', '2026-09-01T10:00'],
    ['in the first of two equal hours', '2026-10-25T00:30:00.000Z', '2026-10-25T02:30'],
    ['in the second of two equal hours', '2026-10-25T01:30:00.000Z', '2026-10-25T02:30'],
  ])('A close %s stays exact when a teacher changes the opening', (_, closesAt, local) => {
    const { shown, saved } = savedInBerlin({ opensAt: null, closesAt }, '2026-08-31T08:00');
    expect(shown).toEqual([local]);
    expect(saved).toEqual([{ classId, opensAt: '2026-08-31T06:00:00.000Z', closesAt }]);
  });

  it('An assignment without times of its own is saved without times', () => {
    expect(savedInBerlin({ opensAt: null, closesAt: null }).saved).toEqual([{ classId }]);
  });
});
