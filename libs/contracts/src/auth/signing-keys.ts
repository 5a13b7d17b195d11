import { z } from 'zod';
import { operation } from '../operation.ts';
import { instant, serviceNames } from '../values.ts';

/** A public signing key as RFC 7517 writes it (P-256, ES256). */
const publicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  use: z.literal('sig'),
  alg: z.literal('ES256'),
});

export const readKeySet = operation({
  operationId: 'readKeySet',
  service: 'auth',
  summary: 'The public keys that access tokens are signed with (JWKS, RFC 7517).',
  method: 'GET',
  path: '/auth/.well-known/jwks.json',
  edgePath: '/api/auth/.well-known/jwks.json',
  access: { edge: 'public', services: serviceNames },
  success: { 200: z.strictObject({ keys: z.array(publicKey) }).meta({ id: 'KeySet' }) },
  problems: [],
});

export const rotateSigningKey = operation({
  operationId: 'rotateSigningKey',
  service: 'auth',
  summary:
    'Publishes a new signing key, which signs once everybody can know it; the one before is withdrawn when its last token has expired. While a key waits, the answer tells of that one.',
  method: 'POST',
  path: '/auth/signing-keys',
  edgePath: '/api/auth/signing-keys',
  access: { edge: ['admin'] },
  body: z.strictObject({
    compromised: z
      .boolean()
      .default(false)
      .describe('The keys of now are in wrong hands: all are withdrawn and the new one signs at once.'),
  }),
  success: {
    201: z
      .strictObject({
        kid: z.string(),
        publishedAt: instant,
        signsAt: instant,
        previousRetiresAt: instant,
      })
      .meta({ id: 'KeyRotation' }),
  },
  problems: [],
});

export const listSigningKeys = operation({
  operationId: 'listSigningKeys',
  service: 'auth',
  summary:
    'The signing keys, newest first, and what each is doing. The latest fifty; no private part of any.',
  method: 'GET',
  path: '/auth/signing-keys',
  edgePath: '/api/auth/signing-keys',
  access: { edge: ['admin'] },
  success: {
    200: z
      .strictObject({
        items: z.array(
          z.strictObject({
            kid: z.string(),
            state: z
              .enum(['waiting', 'signing', 'leaving', 'retired'])
              .describe(
                'Published but not used yet; in use; no longer used but its tokens are accepted; withdrawn.',
              ),
            publishedAt: instant,
            signsAt: instant,
            retiredAt: instant.nullable(),
          }),
        ),
      })
      .meta({ id: 'SigningKeys' }),
  },
  problems: [],
});
