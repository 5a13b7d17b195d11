import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import { defineEntity } from '@mikro-orm/core';
import type { CodedText, Message } from '../domain/inbox/ports.ts';

const AnnouncementSchema = defineEntity({
  name: 'Announcement',
  tableName: 'announcement',
  properties: (p) => ({
    eventId: p.uuid().primary(),
    institutionId: p.uuid(),
    type: p.text().$type<Message['type']>(),
    title: p.text(),
    body: p.text(),
    codedText: p.json<CodedText>().nullable(),
    subject: p.uuid(),
    occurredAt: p.datetime(),
    audience: p.array().$type<AudienceKey[]>(),
    /** Null: the exam has no end, or the row is of an earlier version. */
    closesAt: p.datetime().nullable(),
    /** Null in rows of an earlier version. */
    authorId: p.uuid().nullable(),
    storedAt: p.datetime(),
  }),
});
export class AnnouncementEntity extends AnnouncementSchema.class {}
AnnouncementSchema.setClass(AnnouncementEntity);
