import { describe, expect, it } from '@jest/globals';
import { hasEnded, resultsAvailableAt } from '../../src/domain/exams/exam.ts';
import {
  deadlineOf,
  type ExamTimes,
  endOf,
  firstOpening,
  windowOfStudent,
} from '../../src/domain/exams/exam-times.ts';
import type { Assignment } from '../../src/domain/exams/ports.ts';

/** A time of the day of these exams, also after midnight: `26:00` is two o’clock on the next day. */
const at = (time: string | null): Date | null => {
  if (time === null) return null;
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(Date.UTC(2026, 10, 20, hours, minutes));
};
const clock = (date: Date | null | undefined): string | null => {
  if (date === null || date === undefined) return null;
  const minutes = (date.getTime() - Date.UTC(2026, 10, 20)) / 60_000;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};

const exam = (
  opens: string | null,
  closes: string | null,
  durationMinutes: number | null = null,
): ExamTimes => ({
  opensAt: at(opens),
  closesAt: at(closes),
  durationMinutes,
  publishedAt: at('08:00'),
});
const assigned = (name: string, opens: string | null = null, closes: string | null = null): Assignment => ({
  audience: `class:${name}`,
  opensAt: at(opens),
  closesAt: at(closes),
});

const morning = exam('09:00', '10:00');
const timed = exam('09:00', '12:00', 60);

describe('windowOfStudent', () => {
  it.each([
    ['the times of the exam', morning, [assigned('a')], 1, ['09:00', '10:00']],
    ['an own opening', morning, [assigned('a', '09:30')], 1, ['09:30', '10:00']],
    ['an own close', morning, [assigned('a', null, '11:00')], 1, ['09:00', '11:00']],
    ['own times', morning, [assigned('a', '13:00', '14:00')], 1, ['13:00', '14:00']],
    [
      'two classes',
      morning,
      [assigned('a', '08:00', '09:00'), assigned('b', '11:00', '12:00')],
      1,
      ['08:00', '12:00'],
    ],
    [
      'no opening in one of two classes',
      exam(null, '10:00'),
      [assigned('a', '09:00'), assigned('b')],
      1,
      [null, '10:00'],
    ],
    [
      'no end in one of two classes',
      exam('09:00', null),
      [assigned('a', null, '10:00'), assigned('b')],
      1,
      ['09:00', null],
    ],
    ['half as much again of a window', morning, [assigned('a')], 1.5, ['09:00', '10:30']],
    [
      'half as much again of an own window',
      morning,
      [assigned('a', '13:00', '15:00')],
      1.5,
      ['13:00', '16:00'],
    ],
    ['twice the minutes of a timed exam', timed, [assigned('a')], 2, ['09:00', '13:00']],
    ['twice the time since the publication', exam(null, '10:00'), [assigned('a')], 2, [null, '12:00']],
    [
      'twice the time of a week, which is no sitting',
      exam('00:00', '168:00'),
      [assigned('a')],
      2,
      ['00:00', '192:00'],
    ],
    ['extra time without an end', exam('09:00', null, 60), [assigned('a')], 2, ['09:00', null]],
  ] as const)('gives a student %s', (_, times, assignments, factor, expected) => {
    const window = windowOfStudent(times, assignments, factor);
    expect([clock(window?.opensAt), clock(window?.closesAt)]).toEqual(expected);
  });

  it('is undefined for a student to whom the exam is not assigned', () => {
    expect(windowOfStudent(morning, [])).toBeUndefined();
  });
});

describe('deadlineOf', () => {
  it.each([
    ['the close of an exam without minutes', morning, '10:00', '09:10', 1, '10:00'],
    ['none without minutes and close', exam(null, null), null, '09:10', 1, null],
    ['the end of the minutes', timed, '12:00', '09:10', 1, '10:10'],
    ['the close before the end of the minutes', timed, '12:00', '11:30', 1, '12:00'],
    ['the end of the longer minutes', timed, '12:30', '09:10', 1.5, '10:40'],
    ['the end of the minutes without a close', timed, null, '09:10', 3, '12:10'],
  ] as const)('is %s', (_, times, closes, startedAt, extraTimeFactor, expected) => {
    const given = { startedAt: at(startedAt) as Date, extraTimeFactor };
    expect(clock(deadlineOf(times, { opensAt: null, closesAt: at(closes) }, given))).toBe(expected);
  });
});

describe('endOf and firstOpening', () => {
  it.each([
    ['its own times without assignments', morning, [], [], ['09:00', '10:00']],
    ['the only class', morning, [assigned('a', '10:00', '11:00')], [], ['10:00', '11:00']],
    [
      'the first and the last class',
      morning,
      [assigned('a', '10:00', '11:00'), assigned('b', null, '15:00')],
      [],
      ['09:00', '15:00'],
    ],
    [
      'a class with the times of the exam, the last one',
      exam('09:00', '18:00'),
      [assigned('a', null, '11:00'), assigned('b')],
      [],
      ['09:00', '18:00'],
    ],
    [
      'a class without an end',
      exam('09:00', null),
      [assigned('a', null, '11:00'), assigned('b')],
      [],
      ['09:00', null],
    ],
    ['the student with the longest extra time', morning, [assigned('a')], [1.25, 2, 1.5], ['09:00', '11:00']],
    [
      'extra time in the last class',
      timed,
      [assigned('a'), assigned('b', null, '15:00')],
      [1.5],
      ['09:00', '15:30'],
    ],
  ] as const)('follow %s', (_, times, assignments, factors, expected) => {
    const found = [firstOpening(times, assignments), endOf(times, assignments, factors)];
    expect(found.map(clock)).toEqual(expected);
  });
});

describe('the results of an exam with several classes', () => {
  const between = (min: number, max: number) => min + Math.floor(Math.random() * (max - min + 1));
  const maybe = <Value>(value: Value): Value | null => (Math.random() < 0.25 ? null : value);

  it('are available to no student while any student may still answer', () => {
    for (let round = 0; round < 20_000; round += 1) {
      const opens = between(8, 12);
      const times = exam(
        maybe(`${opens}:00`),
        maybe(`${opens + between(1, 40)}:30`),
        maybe(between(1, 1_440)),
      );
      const classes = Array.from({ length: between(1, 4) }, (_, index) => {
        const hour = between(8, 30);
        return assigned(String(index), maybe(`${hour}:00`), maybe(`${hour + between(1, 30)}:15`));
      });
      const factors = Array.from({ length: between(0, 3) }, () => between(101, 300) / 100);
      const releasedAt = null;
      const endsAt = endOf(times, classes, factors);
      const mine = classes.filter(() => Math.random() < 0.6);
      const extraTimeFactor = Math.random() < 0.5 ? 1 : factors[0];
      const window = windowOfStudent(times, mine, extraTimeFactor);
      if (window === undefined) continue;
      const startedAt = at(`${between(8, 40)}:05`) as Date;
      const deadline = deadlineOf(times, window, { startedAt, extraTimeFactor });
      if (window.closesAt === null || deadline === null) {
        expect(resultsAvailableAt({ endsAt, releasedAt })).toBeNull();
        continue;
      }
      if (startedAt >= window.closesAt) continue;
      const lastMoment = new Date(deadline.getTime() - 1);
      expect(hasEnded({ endsAt, releasedAt }, lastMoment)).toBe(false);
    }
  });
});
