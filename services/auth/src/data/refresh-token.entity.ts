import { defineEntity } from '@mikro-orm/core';

const RefreshFamilySchema = defineEntity({
  name: 'RefreshFamily',
  tableName: 'refresh_family',
  properties: (p) => ({
    id: p.uuid().primary(),
    accountId: p.uuid(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  }),
});
export class RefreshFamilyEntity extends RefreshFamilySchema.class {}
RefreshFamilySchema.setClass(RefreshFamilyEntity);

const RefreshTokenSchema = defineEntity({
  name: 'RefreshToken',
  tableName: 'refresh_token',
  properties: (p) => ({
    tokenHash: p.text().primary(),
    familyId: p.uuid(),
    issuedAt: p.datetime(),
    usedAt: p.datetime().nullable(),
    childHash: p.text().nullable(),
  }),
});
export class RefreshTokenEntity extends RefreshTokenSchema.class {}
RefreshTokenSchema.setClass(RefreshTokenEntity);
