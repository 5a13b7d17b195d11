import type { Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import type { GenerationReport, Shortfall } from '../exams/ports.ts';
import type { RejectedDrafts } from '../item-writing/ports.ts';
import type { Generation } from './ports.ts';

/** The rejections as rows, the most frequent first. */
export const rejectedRows = (rejected: RejectedDrafts): GenerationReport[number]['rejectedDrafts'] =>
  (Object.entries(rejected) as [Rejection, number][])
    .map(([reason, count]) => ({ reason, count }))
    .sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1));

/** Whether the generation waits or is written. */
export const isActive = ({ status }: Pick<Generation, 'status'>): boolean =>
  status === 'waiting' || status === 'writing';

/** The report of a generation so far: open items are neither filled nor missing. */
export const reportOfSlots = ({ cells, slots }: Pick<Generation, 'cells' | 'slots'>): GenerationReport =>
  cells.map(({ count }, at) => {
    const ofCell = slots.filter(({ cell }) => cell === at);
    const reasons = ofCell.flatMap(({ reason }) => reason ?? []);
    const rejected: Partial<Record<Rejection, number>> = {};
    for (const slot of ofCell)
      for (const [reason, times] of Object.entries(slot.rejected) as [Rejection, number][])
        rejected[reason] = (rejected[reason] ?? 0) + times;
    return {
      requested: count,
      byModel: ofCell.filter(({ writtenBy }) => writtenBy === 'model').length,
      byRules: ofCell.filter(({ writtenBy }) => writtenBy === 'rules').length,
      unfilled: [...Map.groupBy(reasons, (reason) => reason)].map(([reason, { length }]) => ({
        reason,
        count: length,
      })),
      rejectedDrafts: rejectedRows(rejected),
    };
  });

/** The items that the exam lacks; null when every item is written. */
export const shortfallOf = ({ slots }: Pick<Generation, 'slots'>): Shortfall | null => {
  const missing = slots.filter(({ item }) => item === null);
  if (missing.length === 0) return null;
  const reasons = new Set(missing.flatMap(({ reason }) => reason ?? []));
  return { requested: slots.length, made: slots.length - missing.length, reason: [...reasons].join(' ') };
};
