import type { EntityManager } from '@mikro-orm/postgresql';
import type { Repositories } from '../domain/ports.ts';
import { SigningKeyEntity } from './signing-key.entity.ts';

/** Any number of its own: whoever prepares the installation holds it until the transaction ends. */
const installationLock = 7_301_442;

export const signingKeyRepository = (em: EntityManager): Repositories['signingKeys'] => ({
  lock: async () => {
    await em.execute('select pg_advisory_xact_lock(?)', [installationLock]);
  },
  listActive: async () => {
    const rows = await em.find(SigningKeyEntity, { retiredAt: null }, { orderBy: { createdAt: 'desc' } });
    return rows.map(({ kid, publicJwk, privateJwkSealed, createdAt }) => ({
      kid,
      publicJwk,
      privateJwkSealed,
      createdAt,
    }));
  },
  insert: async (key) => {
    await em.insert(SigningKeyEntity, { ...key, retiredAt: null });
  },
});
