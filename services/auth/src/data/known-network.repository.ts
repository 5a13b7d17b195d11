import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { KnownNetworkRepository } from '../domain/passwords/ports.ts';

const findNetwork = preparedStatement(
  'findNetwork',
  'select 1 from known_network where account_id = $1 and network_mark = $2 and last_seen_at >= $3',
);
const recordNetwork = preparedStatement(
  'recordNetwork',
  `insert into known_network (account_id, network_mark, last_seen_at) values ($1, $2, $3)
   on conflict (account_id, network_mark) do update set last_seen_at = excluded.last_seen_at
   where known_network.last_seen_at < $4 returning account_id`,
);

export const knownNetworkRepository = (em: EntityManager): KnownNetworkRepository => ({
  has: async (accountId, networkPseudonym, since) => {
    const rows = await executePrepared(em, findNetwork, [accountId, networkPseudonym, since]);
    return rows.length > 0;
  },
  recordVisit: async (accountId, networkPseudonym, { now, unlessSince, forgetBefore, maxNetworks }) => {
    const visit = [accountId, networkPseudonym, now, unlessSince];
    const written = await executePrepared(em, recordNetwork, visit);
    if (written.length === 0) return;
    await em.execute(
      `delete from known_network where account_id = ? and (last_seen_at < ? or network_mark not in
         (select network_mark from known_network where account_id = ? order by last_seen_at desc limit ?))`,
      [accountId, forgetBefore, accountId, maxNetworks],
    );
  },
});
