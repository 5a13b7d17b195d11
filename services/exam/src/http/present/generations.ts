import type { generateExam } from '@ai-teacher/contracts/exam/exams.ts';
import { type generation as contract, readGeneration } from '@ai-teacher/contracts/exam/generations.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { z } from 'zod';
import type { GeneratedExam } from '../../domain/generations/generate-exam.ts';
import type { Generation } from '../../domain/generations/ports.ts';
import { reportOfSlots } from '../../domain/generations/report.ts';
import { presentExamAtItsPlace, presentItem, presentReasonCodes, presentReport } from './exams.ts';

type Presented = z.input<typeof contract>;

/** Status, stage and progress, without the items. */
export const presentProgress = ({
  status,
  stage,
  slots,
}: Generation): Pick<Presented, 'progress' | 'stage' | 'status'> => ({
  status,
  stage,
  progress: { done: slots.filter((slot) => slot.status !== 'open').length, total: slots.length },
});

export const presentGeneration = (generation: Generation): Presented => ({
  generationId: generation.id,
  ...presentProgress(generation),
  items: generation.slots.flatMap(({ item }) => (item === null ? [] : presentItem(item))),
  report: presentReport(reportOfSlots(generation)),
  draftId: generation.examId,
  reason: generation.reason,
  ...presentReasonCodes(generation.reason),
  createdAt: generation.createdAt.toISOString(),
  endedAt: generation.endedAt?.toISOString() ?? null,
});

export const presentGenerated = (generated: GeneratedExam): Reply<AnswerOf<typeof generateExam>> => {
  if (generated.kind === 'exam') return presentExamAtItsPlace(generated.exam);
  const { generation } = generated;
  const { edgePath, path } = readGeneration;
  const location = locationOf(edgePath ?? path, { params: { id: generation.id } });
  return new Reply(202, presentGeneration(generation), { location });
};
