import type { Role } from '@ai-teacher/contracts/values.ts';
import { defineEntity } from '@mikro-orm/core';

const AccountSchema = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: (p) => ({
    id: p.uuid().primary(),
    email: p.text(),
    emailKey: p.text(),
    name: p.text(),
    passwordHash: p.text(),
    role: p.text().$type<Role>(),
    institutionId: p.uuid(),
    createdAt: p.datetime(),
    disabledAt: p.datetime().nullable(),
    verifiedAt: p.datetime().nullable(),
  }),
});
export class AccountEntity extends AccountSchema.class {}
AccountSchema.setClass(AccountEntity);
