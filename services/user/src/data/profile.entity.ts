import type { Role } from '@ai-teacher/contracts/values.ts';
import { defineEntity } from '@mikro-orm/core';

const ProfileSchema = defineEntity({
  name: 'Profile',
  tableName: 'profile',
  properties: (p) => ({
    id: p.uuid().primary(),
    institutionId: p.uuid(),
    role: p.text().$type<Role>(),
    registeredName: p.text().nullable(),
    chosenName: p.text().nullable(),
    email: p.text().nullable(),
    locale: p.text(),
    timeZone: p.text(),
    createdAt: p.datetime(),
    erasedAt: p.datetime().nullable(),
  }),
});
export class ProfileEntity extends ProfileSchema.class {}
ProfileSchema.setClass(ProfileEntity);
