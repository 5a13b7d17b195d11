import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import {
  type Grant,
  reserveTokens,
  settleTokens,
  type TokenBudget,
} from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Attempt } from '../attempts/ports.ts';
import { type AttemptReport, reportAttempt } from '../attempts/report-attempt.ts';
import type { ExamItem } from '../exams/ports.ts';
import { maxExamples } from '../grading/mark-by-machine.ts';
import type { Grader, MarkedExample } from '../grading/ports.ts';
import { addMark } from '../marking/add-mark.ts';
import { markOf, withoutVerdict } from './judged-mark.ts';
import type { JudgingRequest, ModelJudgement, ModelMarker, ModelMarkingRepositories } from './ports.ts';
import { judgingRequestOf } from './rubric.ts';

export type MarkByModelDeps = {
  readonly unitOfWork: UnitOfWork<ModelMarkingRepositories>;
  readonly grader: Grader;
  /** Absent when the model was removed from the configuration; teachers mark then. */
  readonly modelMarker?: ModelMarker;
  readonly tokenBudget?: TokenBudget;
  readonly clock: Clock;
};

type Job = { readonly isLast: () => boolean; readonly signal: AbortSignal };

/** Requests about one answer, those of killed processes included. */
const maxRequests = 8;
/** An answer that waits longer is the teacher's. */
const maxWaitMilliseconds = 24 * 60 * 60 * 1_000;

type Waiting = {
  readonly item: ExamItem;
  readonly response: string;
  readonly examples: readonly MarkedExample[];
  readonly teacherId: string;
};

/**
 * Asks a language model about the short and long answers of a closed attempt that await a teacher,
 * one after the other. Its verdict becomes a mark where `markOf` allows it; every other answer stays with the
 * teacher. No transaction is open while the model works. The transaction of a mark checks under the
 * lock of the attempt that the answer still waits, so an interrupted or repeated run leaves one mark,
 * and a teacher's mark stays.
 *
 * @throws the problem of a model that is unavailable, so that the job is repeated.
 */
export const markByModel =
  (deps: MarkByModelDeps) =>
  async ({ attemptId }: { readonly attemptId: string }, job: Job): Promise<void> => {
    const { modelMarker } = deps;
    if (modelMarker === undefined) return;
    for (const waiting of await listWaiting(deps, attemptId)) {
      job.signal.throwIfAborted();
      const run = { ...deps, modelMarker };
      const asked = await askAbout(run, { attemptId, waiting, signal: job.signal });
      if (asked === undefined) continue;
      if (asked.judgement.kind === 'failed') {
        const isLast = job.isLast();
        await settleFailure(run, { attemptId, waiting, asked, isLast });
        if (isLast) continue;
        throw asked.judgement.problem;
      }
      await settle(run, { attemptId, waiting, asked });
    }
  };

type Run = MarkByModelDeps & { readonly modelMarker: ModelMarker };
type Asked = { readonly judgement: ModelJudgement; readonly grant: Grant };
type Settled = { readonly attemptId: string; readonly waiting: Waiting; readonly asked: Asked };

const listWaiting = ({ unitOfWork, clock }: MarkByModelDeps, attemptId: string): Promise<Waiting[]> =>
  unitOfWork.run(
    async (repositories) => {
      const attempt = await repositories.attempts.find(attemptId);
      if (attempt === undefined || isTooOld(attempt, clock.now())) return [];
      const exam = await repositories.exams.find(attempt.examId);
      if (exam === undefined || !(await mayMark(repositories, attempt))) return [];
      const report = await reportAttempt(repositories, { exam, attempt });
      const concluded = new Set(await repositories.modelJudgings.listConcluded(attemptId));
      const waiting: Waiting[] = [];
      for (const item of report.items.filter(({ id }) => !concluded.has(id))) {
        const response = waitingResponseTo(report, item);
        if (response === undefined) continue;
        const examples = await repositories.marks.examplesOf(item.id, maxExamples);
        waiting.push({ item, response, examples, teacherId: exam.teacherId });
      }
      return waiting;
    },
    { readOnly: true },
  );

const isTooOld = ({ submittedAt }: Attempt, now: Date): boolean =>
  submittedAt === null || now.getTime() - submittedAt.getTime() > maxWaitMilliseconds;

/** Whether the institution and the exam's teacher let the model mark, and an answer awaits a mark. */
const mayMark = async (
  { modelMarking, marks }: Pick<ModelMarkingRepositories, 'marks' | 'modelMarking'>,
  { status, institutionId, examId }: Attempt,
): Promise<boolean> =>
  status === 'needs_review' &&
  (await modelMarking.isEnabled(institutionId)) &&
  (await marks.marksByMachine(examId));

/** The short or long answer that awaits a mark. */
const waitingResponseTo = ({ marks, responses }: AttemptReport, item: ExamItem): string | undefined => {
  const response = responses.get(item.id)?.response;
  const isJudged = item.type === 'short_answer' || item.type === 'long_answer';
  const isWaiting = isJudged && marks.get(item.id)?.score === null;
  return isWaiting && typeof response === 'string' ? response : undefined;
};

/** The request is counted and its tokens are booked before the model is asked. */
const askAbout = async (
  deps: Run,
  { attemptId, waiting, signal }: { attemptId: string; waiting: Waiting; signal: AbortSignal },
): Promise<Asked | undefined> => {
  const { modelMarker } = deps;
  const request = judgingRequestOf(waiting.item, waiting.response);
  const grant = await book(deps, { attemptId, waiting, request });
  if (grant === undefined) return undefined;
  return { judgement: await modelMarker.judge.judge(request, signal), grant };
};

/** Undefined when the answer is the teacher's. */
const book = (
  deps: Run,
  { attemptId, waiting, request }: { attemptId: string; waiting: Waiting; request: JudgingRequest },
): Promise<Grant | undefined> =>
  deps.unitOfWork.run(async (repositories) => {
    const { attempts, modelJudgings, people, tokenUse } = repositories;
    // Tokens are booked for the teacher. Answers at an exam of an erased teacher wait for the next teacher.
    if (deps.tokenBudget !== undefined && !(await people.hold([waiting.teacherId]))) return undefined;
    const attempt = await attempts.lock(attemptId);
    if (attempt === undefined || !(await mayMark(repositories, attempt))) return undefined;
    const place = { attemptId, itemId: waiting.item.id };
    const at = deps.clock.now();
    if ((await modelJudgings.countRequest(place)) > maxRequests) {
      await modelJudgings.conclude(place, { ...withoutVerdict('interrupted'), at });
      return undefined;
    }
    const tokens = deps.modelMarker.judge.maxTokensOf(request);
    const grant = await reserveTokens(deps, { tokenUse }, { userId: waiting.teacherId, tokens });
    if (grant.tokensSuffice) return grant;
    await modelJudgings.conclude(place, { ...withoutVerdict('tokens-spent'), at });
    return undefined;
  });

const settleFailure = (
  { unitOfWork, clock }: Run,
  { attemptId, waiting, asked, isLast }: Settled & { isLast: boolean },
): Promise<void> =>
  unitOfWork.run(async ({ attempts, modelJudgings, tokenUse }) => {
    await settleTokens({ tokenUse }, asked.grant, asked.judgement.tokens);
    if (!isLast || (await attempts.lock(attemptId)) === undefined) return;
    const place = { attemptId, itemId: waiting.item.id };
    await modelJudgings.conclude(place, { ...withoutVerdict('model-failed'), at: clock.now() });
  });

/** The order of the locks is that of a teacher's mark and of a release. */
const settle = (deps: Run, { attemptId, waiting, asked }: Settled): Promise<void> => {
  const { mark, ...outcome } = markOf(deps, waiting, asked.judgement);
  return deps.unitOfWork.run(async (repositories) => {
    const { attempts, exams, modelJudgings, tokenUse } = repositories;
    await settleTokens({ tokenUse }, asked.grant, asked.judgement.tokens);
    const found = await attempts.find(attemptId);
    const exam = found === undefined ? undefined : await exams.holdOpen(found.examId);
    const attempt = await attempts.lock(attemptId);
    if (exam === undefined || attempt === undefined) return;
    const now = deps.clock.now();
    const place = { attemptId, itemId: waiting.item.id };
    await modelJudgings.conclude(place, { ...outcome, at: now });
    if (mark === undefined || !(await mayMark(repositories, attempt))) return;
    const before = await reportAttempt(repositories, { exam, attempt });
    const item = before.items.find(({ id }) => id === waiting.item.id);
    // The key may have been corrected while the model worked.
    if (item === undefined || JSON.stringify(item) !== JSON.stringify(waiting.item)) return;
    if (waitingResponseTo(before, item) !== waiting.response) return;
    const full = { ...place, ...mark, markedBy: null, occasion: 'judgement', markedAt: now } as const;
    await addMark(repositories, { before, mark: full, now });
  });
};
