import type { Role } from '@ai-teacher/contracts/values.ts';
import { defineEntity } from '@mikro-orm/core';

const InvitationSchema = defineEntity({
  name: 'Invitation',
  tableName: 'invitation',
  properties: (p) => ({
    tokenHash: p.text().primary(),
    id: p.uuid(),
    email: p.text().nullable(),
    emailKey: p.text(),
    role: p.text().$type<Role>(),
    institutionId: p.uuid(),
    invitedBy: p.uuid(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
    withdrawnAt: p.datetime().nullable(),
    personId: p.uuid().nullable(),
  }),
});
export class InvitationEntity extends InvitationSchema.class {}
InvitationSchema.setClass(InvitationEntity);
