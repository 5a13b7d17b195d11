import { arrayOf } from '@ai-teacher/access/data/readable-rows.ts';
import { maxCountedAnswers } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import { uuid } from '@ai-teacher/contracts/values.ts';
import { beforeAllIds } from '@ai-teacher/service-kit/domain/for-each-id.ts';
import { pageThrough, readCursor } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { JudgedCriterion } from '../../domain/grading/ports.ts';
import type { ItemType } from '../../domain/item-writing/drafts/item-draft.ts';
import type { MarkingQueue, ModelOpinion } from '../../domain/marking-queue/ports.ts';
import type { ResponseContent } from '../attempt.entity.ts';
import { awaitsTeacher } from '../mark.repository.ts';

const itemPlace = z.tuple([uuid, z.int()]);
const answerPlace = z.tuple([uuid]);

type ItemRow = {
  exam_id: string;
  title: string;
  item_id: string;
  position: number;
  type: ItemType;
  stem: string;
  points: number;
  waiting: number;
};

type AnswerRow = {
  id: string;
  student_id: string;
  content: ResponseContent | null;
  outcome: string | null;
  version: string | null;
  confidence: number | null;
  criteria: readonly JudgedCriterion[] | null;
};

const opinionOf = ({ outcome, version, confidence, criteria }: AnswerRow): ModelOpinion | null =>
  outcome === null ? null : { outcome, version, confidence, criteria: criteria ?? [] };

const isOfStudents = (studentIds: readonly string[] | undefined): string =>
  studentIds === undefined ? 'true' : 'attempt.student_id = any(?::uuid[])';

const listParameters = (studentIds: readonly string[] | undefined): unknown[] =>
  studentIds === undefined ? [] : [arrayOf(studentIds)];

export const markingQueue = (em: EntityManager): MarkingQueue => ({
  listItems: async ({ teacherId, institutionId, examId, studentIds }, { limit, cursor }) => {
    const [afterExam, afterPosition] = readCursor(cursor, itemPlace) ?? [beforeAllIds, 0];
    const rows = await em.execute<ItemRow[]>(
      `select exam.id as exam_id, exam.title, item.id as item_id, item.position, item.type,
         item.content ->> 'stem' as stem, item.points, found.waiting
       from exam join item on item.exam_id = exam.id
       join lateral (
         select count(*)::int as waiting from (
           select from attempt where attempt.exam_id = exam.id and status = 'needs_review'
             and ${isOfStudents(studentIds)} and ${awaitsTeacher('item.id')}
           limit ${maxCountedAnswers}
         ) counted
       ) found on found.waiting > 0
       where exam.teacher_id = ? and exam.institution_id = ? and exam.status = 'published'
         ${examId === undefined ? '' : 'and exam.id = ?'}
         and (exam.id, item.position) > (?, ?)
       order by exam.id, item.position limit ?`,
      [
        ...listParameters(studentIds),
        ...[teacherId, institutionId],
        ...(examId === undefined ? [] : [examId]),
        ...[afterExam, afterPosition, limit + 1],
      ],
    );
    const { items, nextCursor } = pageThrough(rows, limit, (row) => [row.exam_id, row.position]);
    return {
      items: items.map((row) => ({
        examId: row.exam_id,
        examTitle: row.title,
        itemId: row.item_id,
        type: row.type,
        stem: row.stem,
        points: row.points,
        waitingAnswers: row.waiting,
      })),
      nextCursor,
    };
  },
  listAnswers: async ({ examId, itemId, studentIds }, { limit, cursor }) => {
    const [after] = readCursor(cursor, answerPlace) ?? [beforeAllIds];
    const rows = await em.execute<AnswerRow[]>(
      `select attempt.id, attempt.student_id, response.content, judging.outcome, judging.version,
         judging.confidence, judged_criteria.criteria
       from attempt
       left join response on response.attempt_id = attempt.id and response.item_id = ?
       left join model_judging judging on judging.attempt_id = attempt.id and judging.item_id = ?
         and judging.outcome <> 'marked'
       left join judged_criteria on judged_criteria.attempt_id = judging.attempt_id
         and judged_criteria.item_id = judging.item_id
       where attempt.exam_id = ? and status = 'needs_review' and attempt.id > ?
         and ${isOfStudents(studentIds)} and ${awaitsTeacher('?')}
       order by attempt.id limit ?`,
      [itemId, itemId, examId, after, ...listParameters(studentIds), itemId, limit + 1],
    );
    const { items, nextCursor } = pageThrough(rows, limit, ({ id }) => [id]);
    return {
      items: items.map((row) => ({
        attemptId: row.id,
        studentId: row.student_id,
        response: row.content?.response ?? null,
        judgement: opinionOf(row),
      })),
      nextCursor,
    };
  },
  examIdOf: async (itemId) => {
    const [row] = await em.execute<{ exam_id: string }[]>('select exam_id from item where id = ?', [itemId]);
    return row?.exam_id;
  },
});
