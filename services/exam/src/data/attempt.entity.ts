import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import { defineEntity } from '@mikro-orm/core';
import type { Attempt, MarkOccasion } from '../domain/attempts/ports.ts';
import type { CriterionMark, MachineMarker } from '../domain/grading/ports.ts';
import type { ItemKey } from '../domain/item-writing/drafts/item-draft.ts';

const AttemptSchema = defineEntity({
  name: 'Attempt',
  tableName: 'attempt',
  properties: (p) => ({
    id: p.uuid().primary(),
    examId: p.uuid(),
    institutionId: p.uuid(),
    studentId: p.uuid(),
    status: p.text().$type<Attempt['status']>(),
    startedAt: p.datetime(),
    audience: p.array().$type<AudienceKey[]>(),
    deadlineAt: p.datetime().nullable(),
    submittedAt: p.datetime().nullable(),
    closedBy: p.text().$type<'student' | 'deadline'>().nullable(),
    announcedAt: p.datetime().nullable(),
  }),
});
export class AttemptEntity extends AttemptSchema.class {}
AttemptSchema.setClass(AttemptEntity);

/** Wraps the response in an object, so that text, lists and booleans are all stored as JSON objects. */
export type ResponseContent = { readonly response: ItemKey };

const ResponseSchema = defineEntity({
  name: 'Response',
  tableName: 'response',
  properties: (p) => ({
    attemptId: p.uuid().primary(),
    itemId: p.uuid().primary(),
    content: p.json<ResponseContent>(),
    savedAt: p.datetime(),
  }),
});
export class ResponseEntity extends ResponseSchema.class {}
ResponseSchema.setClass(ResponseEntity);

const MarkSchema = defineEntity({
  name: 'Mark',
  tableName: 'mark',
  properties: (p) => ({
    id: p.bigint().primary().autoincrement(),
    attemptId: p.uuid(),
    itemId: p.uuid(),
    score: p.double().$type<number>().nullable(),
    feedback: p.text(),
    markedBy: p.uuid().nullable(),
    markedAt: p.datetime(),
    machine: p.json<MachineMarker>().nullable(),
    occasion: p.text().$type<MarkOccasion>().nullable(),
    criteria: p.json<readonly CriterionMark[]>().nullable(),
  }),
});
export class MarkEntity extends MarkSchema.class {}
MarkSchema.setClass(MarkEntity);
