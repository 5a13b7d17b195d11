import { defineEntity } from '@mikro-orm/core';

const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'chat_session',
  properties: (p) => ({
    id: p.uuid().primary(),
    institutionId: p.uuid(),
    userId: p.uuid(),
    title: p.text(),
    createdAt: p.datetime(),
  }),
});
export class SessionEntity extends SessionSchema.class {}
SessionSchema.setClass(SessionEntity);
