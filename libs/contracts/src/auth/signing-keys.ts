import { z } from 'zod';
import { operation } from '../operation.ts';
import { identifier } from '../text.ts';
import { instant, storingServices } from '../values.ts';
import { dangerousProblems } from './passwords.ts';

/** A public signing key in the format of RFC 7517 (P-256, ES256). */
const publicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: identifier(),
  y: identifier(),
  kid: identifier(),
  use: z.literal('sig'),
  alg: z.literal('ES256'),
});

/**
 * How long a client may cache the key set. It is shorter than the time from a key's publication until the key
 * signs, so a client with a cached set knows each new key in time.
 */
export const keySetMaxAgeSeconds = 300;

export const readKeySet = operation({
  operationId: 'readKeySet',
  service: 'auth',
  summary: 'Returns the public keys that verify access tokens (JWKS, RFC 7517).',
  method: 'GET',
  path: '/auth/.well-known/jwks.json',
  edgePath: '/api/auth/.well-known/jwks.json',
  access: { edge: 'public', services: storingServices },
  priority: 'high',
  success: { 200: z.strictObject({ keys: z.array(publicKey) }).meta({ id: 'KeySet' }) },
  successHeaders: ['cache-control'],
  problems: [],
});

export const rotateSigningKey = operation({
  operationId: 'rotateSigningKey',
  service: 'auth',
  summary:
    'Publishes a new signing key. The key signs once every verifier can know it. The previous key is revoked when its last token has expired. While a published key waits to sign, no key is created and the answer describes the waiting key.',
  method: 'POST',
  path: '/auth/signing-keys',
  edgePath: '/api/auth/signing-keys',
  access: { edge: ['admin'] },
  body: z.strictObject({
    compromised: z
      .boolean()
      .default(false)
      .describe(
        'Treats the current keys as compromised: revokes all of them and signs with the new key immediately.',
      ),
  }),
  success: {
    201: z
      .strictObject({
        kid: identifier(),
        publishedAt: instant,
        signsAt: instant,
        previousRetiresAt: instant,
      })
      .meta({ id: 'KeyRotation' }),
  },
  problems: dangerousProblems,
});

export const listSigningKeys = operation({
  operationId: 'listSigningKeys',
  service: 'auth',
  summary: 'Lists the latest 50 signing keys with their states, newest first. No private key is returned.',
  method: 'GET',
  path: '/auth/signing-keys',
  edgePath: '/api/auth/signing-keys',
  access: { edge: ['admin'] },
  priority: 'low',
  success: {
    200: z
      .strictObject({
        items: z.array(
          z.strictObject({
            kid: identifier(),
            state: z
              .enum(['waiting', 'signing', 'leaving', 'retired'])
              .describe(
                '`waiting`: published, does not sign yet. `signing`: signs new tokens. `leaving`: no longer signs, its tokens are still accepted. `retired`: revoked.',
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
