import { defineEntity } from '@mikro-orm/core';
import type { Exam, GenerationReport, Shortfall } from '../domain/exams/ports.ts';
import type { ItemDraft, ItemType } from '../domain/item-writing/drafts/item-draft.ts';

const ExamSchema = defineEntity({
  name: 'Exam',
  tableName: 'exam',
  properties: (p) => ({
    id: p.uuid().primary(),
    institutionId: p.uuid(),
    teacherId: p.uuid(),
    title: p.text(),
    status: p.text().$type<Exam['status']>(),
    opensAt: p.datetime().nullable(),
    closesAt: p.datetime().nullable(),
    endsAt: p.datetime().nullable(),
    durationMinutes: p.integer().nullable(),
    shortfall: p.json<Shortfall>().nullable(),
    report: p.json<GenerationReport>().nullable(),
    createdAt: p.datetime(),
    publishedAt: p.datetime().nullable(),
    shuffle: p.boolean(),
    releasedAt: p.datetime().nullable(),
    handedOverAt: p.datetime().nullable(),
  }),
});
export class ExamEntity extends ExamSchema.class {}
ExamSchema.setClass(ExamEntity);

/** The content of an item. Stored as one document, because it is always read and written as a whole. */
export type ItemContent = Omit<ItemDraft, 'type' | 'points'>;

const ItemSchema = defineEntity({
  name: 'Item',
  tableName: 'item',
  properties: (p) => ({
    id: p.uuid().primary(),
    examId: p.uuid(),
    position: p.integer(),
    type: p.text().$type<ItemType>(),
    points: p.double().$type<number>(),
    content: p.json<ItemContent>(),
  }),
});
export class ItemEntity extends ItemSchema.class {}
ItemSchema.setClass(ItemEntity);
