import { defineEntity } from '@mikro-orm/core';
import type { CodedText, Message } from '../domain/inbox/ports.ts';

const NotificationSchema = defineEntity({
  name: 'Notification',
  tableName: 'notification',
  properties: (p) => ({
    id: p.uuid().primary(),
    eventId: p.uuid(),
    personId: p.uuid(),
    institutionId: p.uuid(),
    type: p.text().$type<Message['type']>(),
    title: p.text(),
    body: p.text(),
    codedText: p.json<CodedText>().nullable(),
    subject: p.uuid(),
    createdAt: p.datetime(),
    readAt: p.datetime().nullable(),
  }),
});
export class NotificationEntity extends NotificationSchema.class {}
NotificationSchema.setClass(NotificationEntity);
