import { defineEntity } from '@mikro-orm/core';
import type { PublicJwk } from '../domain/signing-keys/ports.ts';

const SigningKeySchema = defineEntity({
  name: 'SigningKey',
  tableName: 'signing_key',
  properties: (p) => ({
    kid: p.text().primary(),
    publicJwk: p.json<PublicJwk>(),
    privateJwkSealed: p.text().nullable(),
    createdAt: p.datetime(),
    signsAt: p.datetime().nullable(),
    retiredAt: p.datetime().nullable(),
  }),
});
export class SigningKeyEntity extends SigningKeySchema.class {}
SigningKeySchema.setClass(SigningKeyEntity);
