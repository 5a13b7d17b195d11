import type { Role } from '@ai-teacher/contracts/values.ts';
import { defineEntity } from '@mikro-orm/core';

const MemberSchema = defineEntity({
  name: 'Member',
  tableName: 'member',
  properties: (p) => ({
    userId: p.uuid().primary(),
    institutionId: p.uuid(),
    role: p.text().$type<Role>().nullable(),
    registeredAt: p.datetime().nullable(),
    erasedAt: p.datetime().nullable(),
  }),
});
export class MemberEntity extends MemberSchema.class {}
MemberSchema.setClass(MemberEntity);
