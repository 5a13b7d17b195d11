import type { Assignment, Exam } from './ports.ts';

/** From when until when a student may sit an exam. Null: without a beginning, without an end. */
export type Window = { readonly opensAt: Date | null; readonly closesAt: Date | null };

/** The times of an exam, for all its assignments. */
export type ExamTimes = Pick<Exam, 'opensAt' | 'closesAt' | 'durationMinutes' | 'publishedAt'>;

const millisecondsPerMinute = 60_000;

/** The maximum of allotted minutes: a longer window is no sitting, so extra time does not multiply it. */
const maxAllottedMinutes = 1_440;

export const windowOf = (exam: Window, { opensAt, closesAt }: Window): Window => ({
  opensAt: opensAt ?? exam.opensAt,
  closesAt: closesAt ?? exam.closesAt,
});

/**
 * The window of a student to whom the exam is assigned in these ways: the earliest opening and the latest
 * close. Extra time moves the close, so that a student who starts in time with others gets all of it.
 * Undefined when the exam is not assigned to the student.
 */
export const windowOfStudent = (
  exam: ExamTimes,
  assignments: readonly Assignment[],
  extraTimeFactor = 1,
): Window | undefined => {
  if (assignments.length === 0) return undefined;
  const windows = assignments.map((assignment) => windowOf(exam, assignment));
  return {
    opensAt: earliest(windows.map(({ opensAt }) => opensAt)),
    closesAt: latest(windows.map((window) => closeWithExtraTime(exam, window, extraTimeFactor))),
  };
};

/** The window as the student sees it: a close of the whole exam ends extra time as well. */
export const shownWindow = (
  exam: ExamTimes & Pick<Exam, 'endsAt'>,
  assignments: readonly Assignment[],
  extraTimeFactor?: number,
): Window => {
  const { opensAt, closesAt } = windowOfStudent(exam, assignments, extraTimeFactor) ?? exam;
  const { endsAt } = exam;
  const isCut = endsAt !== null && closesAt !== null && endsAt < closesAt;
  return { opensAt, closesAt: isCut ? endsAt : closesAt };
};

/**
 * When the last student must have finished: the latest close of all assignments, with the largest extra
 * time. Null while one of them has no end. An exam without assignments has its own close.
 */
export const endOf = (
  exam: ExamTimes,
  assignments: readonly Assignment[],
  extraTimeFactors: readonly number[] = [],
): Date | null => {
  const windows = assignments.length === 0 ? [exam] : assignments.map((given) => windowOf(exam, given));
  const factor = Math.max(1, ...extraTimeFactors);
  return latest(windows.map((window) => closeWithExtraTime(exam, window, factor)));
};

/** When the exam opens for its first students. Null: from its publication on. */
export const firstOpening = (exam: ExamTimes, assignments: readonly Assignment[]): Date | null =>
  assignments.length === 0
    ? exam.opensAt
    : earliest(assignments.map((assignment) => windowOf(exam, assignment).opensAt));

/** The end of the allotted minutes, or the close of the student's window when it closes earlier. */
export const deadlineOf = (
  { durationMinutes }: Pick<ExamTimes, 'durationMinutes'>,
  { closesAt }: Window,
  { startedAt, extraTimeFactor = 1 }: { startedAt: Date; extraTimeFactor?: number | undefined },
): Date | null => {
  if (durationMinutes === null) return closesAt;
  const allotted = later(startedAt, durationMinutes * extraTimeFactor);
  return closesAt !== null && closesAt <= allotted ? closesAt : allotted;
};

/** The assignments, all with the close of the exam. */
export const withoutOwnClose = (assignments: readonly Assignment[]): Assignment[] =>
  assignments.map((assignment) => ({ ...assignment, closesAt: null }));

/** The later of two times. Null stands for a time without end. */
export const laterOf = (one: Date | null, other: Date | null): Date | null => latest([one, other]);

const closeWithExtraTime = (exam: ExamTimes, window: Window, factor: number): Date | null =>
  window.closesAt === null
    ? null
    : later(window.closesAt, (factor - 1) * allottedMinutes(exam, window.opensAt, window.closesAt));

/** The minutes that extra time multiplies: those of a timed exam, otherwise the length of the window. */
const allottedMinutes = (
  { durationMinutes, publishedAt }: ExamTimes,
  opensAt: Date | null,
  closesAt: Date,
): number => {
  const opening = opensAt ?? publishedAt ?? closesAt;
  const length = Math.max(0, closesAt.getTime() - opening.getTime()) / millisecondsPerMinute;
  return Math.min(durationMinutes ?? length, maxAllottedMinutes);
};

const later = (time: Date, minutes: number): Date =>
  new Date(time.getTime() + Math.round(minutes * millisecondsPerMinute));

const earliest = (times: readonly (Date | null)[]): Date | null =>
  times.reduce((least, time) =>
    least === null || time === null || least <= time ? nullOr(least, time) : time,
  );

const latest = (times: readonly (Date | null)[]): Date | null =>
  times.reduce((most, time) => (most === null || time === null || most >= time ? nullOr(most, time) : time));

/** Null when one of both is null, otherwise the first. */
const nullOr = (first: Date | null, second: Date | null): Date | null => (second === null ? null : first);
