import { describe, expect, it } from '@jest/globals';
import { type ClassAct, mayInClass } from '../../src/domain/classes/class-policy.ts';
import type { HeldRole } from '../../src/domain/classes/ports.ts';

const period = { from: '2026-08-01', until: '2027-07-01' };
const today = '2026-11-20';
const acts: readonly ClassAct[] = [
  ...(['read', 'list-members', 'manage-students', 'manage-join-codes'] as const),
  ...(['manage-teachers', 'manage-class'] as const),
];
const role = (given: Partial<HeldRole>): HeldRole => ({
  role: 'student',
  from: '2026-08-01',
  until: null,
  ...given,
});
const teaching = acts.slice(0, 4);
const inClass = { administersUnit: false, period, today };

describe('mayInClass', () => {
  it.each([
    ['an admin without a role in the class', 'admin', [], acts],
    ['a teacher without a role in the class', 'teacher', [], []],
    ['a student', 'student', [role({})], ['read']],
    ['a teacher of the class', 'teacher', [role({ role: 'teacher' })], teaching],
    ['a co-teacher of the class', 'teacher', [role({ role: 'co-teacher' })], teaching],
    ['a teacher who learns in the class', 'teacher', [role({})], ['read']],
    ['a student’s account with the role of a teacher', 'student', [role({ role: 'teacher' })], ['read']],
    ['a role that ends tomorrow', 'student', [role({ until: '2026-11-21' })], ['read']],
    ['a role that ended today', 'student', [role({ until: today })], []],
    ['a role that begins today', 'student', [role({ from: today })], ['read']],
    ['a role that begins tomorrow', 'student', [role({ from: '2026-11-21' })], []],
    ['a role that was cancelled', 'student', [role({ from: today, until: today })], []],
    [
      'an ended and a valid role',
      'teacher',
      [role({ role: 'teacher', until: '2026-09-01' }), role({})],
      ['read'],
    ],
  ] as const)('permits %s exactly the actions of the table', (_, accountRole, held, expected) => {
    const allowed = acts.filter((act) => mayInClass(act, { ...inClass, accountRole, held }));
    expect(allowed).toEqual(expected);
  });

  it('lets an admin of the unit do everything, also without a role in the class', () => {
    const standing = { ...inClass, accountRole: 'teacher', administersUnit: true, held: [] } as const;
    expect(acts.filter((act) => mayInClass(act, standing))).toEqual(acts);
  });

  it('lets no role outlive its class', () => {
    for (const until of [null, '2028-01-01'])
      for (const [day, expected] of [
        ['2027-06-30', true],
        ['2027-07-01', false],
      ] as const) {
        const standing = { ...inClass, accountRole: 'student', held: [role({ until })], today: day } as const;
        expect(mayInClass('read', standing)).toBe(expected);
      }
  });
});
