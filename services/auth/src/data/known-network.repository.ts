import type { EntityManager } from '@mikro-orm/postgresql';
import type { KnownNetworkRepository } from '../domain/passwords/ports.ts';

export const knownNetworkRepository = (em: EntityManager): KnownNetworkRepository => ({
  has: async (accountId, networkPseudonym, since) => {
    const rows = await em.execute(
      'select 1 from known_network where account_id = ? and network_mark = ? and last_seen_at >= ?',
      [accountId, networkPseudonym, since],
    );
    return rows.length > 0;
  },
  recordVisit: async (accountId, networkPseudonym, { now, unlessSince, forgetBefore, maxNetworks }) => {
    const written = await em.execute<{ account_id: string }[]>(
      `insert into known_network (account_id, network_mark, last_seen_at) values (?, ?, ?)
       on conflict (account_id, network_mark) do update set last_seen_at = excluded.last_seen_at
       where known_network.last_seen_at < ? returning account_id`,
      [accountId, networkPseudonym, now, unlessSince],
    );
    if (written.length === 0) return;
    await em.execute(
      `delete from known_network where account_id = ? and (last_seen_at < ? or network_mark not in
         (select network_mark from known_network where account_id = ? order by last_seen_at desc limit ?))`,
      [accountId, forgetBefore, accountId, maxNetworks],
    );
  },
});
