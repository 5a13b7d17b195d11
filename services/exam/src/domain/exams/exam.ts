import type { Exam, ExamItem } from './ports.ts';

export type ExamWithItems = { readonly exam: Exam; readonly items: readonly ExamItem[] };

export const hasOpened = ({ opensAt }: Pick<Exam, 'opensAt'>, now: Date): boolean =>
  opensAt === null || opensAt <= now;

export const hasClosed = ({ closesAt }: Pick<Exam, 'closesAt'>, now: Date): boolean =>
  closesAt !== null && closesAt <= now;

export const maxScoreOf = (items: readonly Pick<ExamItem, 'points'>[]): number =>
  items.reduce((sum, { points }) => sum + points, 0);
