import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { SigningKey, SigningKeyRepository } from '../domain/signing-keys/ports.ts';
import { SigningKeyEntity } from './signing-key.entity.ts';

/**
 * An arbitrary number of its own. Transactions that prepare the installation or change keys hold this lock.
 */
const installationLock = 7_301_442;

/** Keys made before rotation existed have no `signsAt`: they signed from their creation. */
const signsAtOf = ({ signsAt, createdAt }: SigningKeyEntity): Date => signsAt ?? createdAt;

/** Every replica reads these ids each second. A key without its private half is retired. */
const listPublishedKeyIds = preparedStatement(
  'listPublishedKeyIds',
  `select kid from signing_key where retired_at is null and private_jwk_sealed is not null
   order by coalesce(signs_at, created_at) desc`,
);

/** Read for every access token. */
const listPublishedKeys = preparedStatement(
  'listPublishedKeys',
  `select kid, public_jwk as "publicJwk", private_jwk_sealed as "privateJwkSealed", created_at as "createdAt",
     coalesce(signs_at, created_at) as "signsAt"
   from signing_key where retired_at is null and private_jwk_sealed is not null
   order by coalesce(signs_at, created_at) desc`,
);
/** A time is a text or a Date. */
type KeyRow = Omit<SigningKey, 'createdAt' | 'signsAt'> & {
  readonly createdAt: string | Date;
  readonly signsAt: string | Date;
};

export const signingKeyRepository = (em: EntityManager): SigningKeyRepository => ({
  lock: async () => {
    await em.execute('select pg_advisory_xact_lock(?)', [installationLock]);
  },
  listPublished: async () => {
    const rows = await executePrepared<KeyRow>(em, listPublishedKeys, []);
    return rows.map(({ createdAt, signsAt, ...key }) => ({
      ...key,
      createdAt: new Date(createdAt),
      signsAt: new Date(signsAt),
    }));
  },
  listPublishedIds: async () => {
    const rows = await executePrepared<{ kid: string }>(em, listPublishedKeyIds, []);
    return rows.map(({ kid }) => kid);
  },
  listAll: async (limit) => {
    const rows = await em.find(SigningKeyEntity, {}, { orderBy: { createdAt: 'desc' }, limit });
    return rows.map((row) => ({
      kid: row.kid,
      createdAt: row.createdAt,
      signsAt: signsAtOf(row),
      retiredAt: row.retiredAt ?? null,
    }));
  },
  insert: async (key) => {
    await em.insert(SigningKeyEntity, { ...key, retiredAt: null });
  },
  replaceSeal: async (kid, privateJwkSealed) => {
    await em.nativeUpdate(SigningKeyEntity, { kid, retiredAt: null }, { privateJwkSealed });
  },
  retire: async (kid, now) => {
    await em.nativeUpdate(
      SigningKeyEntity,
      { kid, retiredAt: null },
      { retiredAt: now, privateJwkSealed: null },
    );
  },
});
