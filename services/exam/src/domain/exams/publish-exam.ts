import type { InputFault } from '@ai-teacher/contracts/problem.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Exam, World } from '../ports.ts';
import { type Actor, ownExam } from './exam-rights.ts';
import type { GeneratedExam } from './generate-exam.ts';

export type Publication = {
  readonly opensAt?: string | undefined;
  readonly closesAt?: string | undefined;
  readonly durationMinutes?: number | undefined;
};

/** Publishes a draft once; the students of the institution are told by an event of the same transaction. */
export const publishExam =
  ({ unitOfWork, clock }: World) =>
  async ({
    params,
    body,
    principal,
  }: {
    params: { id: string };
    body: Publication;
    principal: Actor;
  }): Promise<GeneratedExam> =>
    unitOfWork.run(async ({ exams, outbox }) => {
      const draft = ownExam(await exams.lock(params.id), principal);
      if (draft.status === 'published') throw new Problem('exam-already-published');
      const now = clock.now();
      const exam: Exam = { ...draft, ...windowOf(body, now), status: 'published', publishedAt: now };
      await exams.publish(exam);
      await outbox.publish({
        type: 'exam.published',
        institutionId: exam.institutionId,
        subject: exam.id,
        data: {
          examId: exam.id,
          teacherId: exam.teacherId,
          title: exam.title,
          opensAt: exam.opensAt?.toISOString() ?? null,
          closesAt: exam.closesAt?.toISOString() ?? null,
        },
      });
      return { exam, items: await exams.listItems(exam.id) };
    });

const windowOf = (body: Publication, now: Date): Pick<Exam, 'opensAt' | 'closesAt' | 'durationMinutes'> => {
  const opensAt = body.opensAt === undefined ? null : new Date(body.opensAt);
  const closesAt = body.closesAt === undefined ? null : new Date(body.closesAt);
  const errors: InputFault[] = [];
  if (closesAt !== null && closesAt <= now)
    errors.push({ pointer: '/closesAt', message: 'must be in the future' });
  if (closesAt !== null && opensAt !== null && closesAt <= opensAt)
    errors.push({ pointer: '/closesAt', message: 'must be after opensAt' });
  if (errors.length > 0) throw new Problem('input-invalid', { errors });
  return { opensAt, closesAt, durationMinutes: body.durationMinutes ?? null };
};
