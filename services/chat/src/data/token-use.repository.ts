import type { EntityManager } from '@mikro-orm/postgresql';
import type { TokenUse } from '../domain/ports.ts';

export const tokenUseRepository = (em: EntityManager): TokenUse => {
  return {
    async used(userId, day) {
      const [row] = await em.execute<{ used: string }[]>(
        'select used from token_use where user_id = ? and day >= ?::date',
        [userId, day],
      );
      return Number(row?.used ?? 0);
    },
    async reserve(userId, { day, tokens, most }) {
      // Two clocks may differ at midnight: whoever is still in the old day books on the new one.
      const [row] = await em.execute<{ day: string }[]>(
        `insert into token_use (user_id, day, used) select ?::uuid, ?::date, ?::bigint where ?::bigint <= ?::bigint
         on conflict (user_id) do update set
           day = greatest(token_use.day, excluded.day),
           used = case when excluded.day > token_use.day then 0 else token_use.used end + excluded.used
         where excluded.day > token_use.day or token_use.used + excluded.used <= ?::bigint
         returning day::text`,
        [userId, day, tokens, tokens, most, most],
      );
      return row?.day;
    },
    async correct(userId, day, tokens) {
      await em.execute(
        'update token_use set used = greatest(0, used + ?::bigint) where user_id = ? and day = ?::date',
        [tokens, userId, day],
      );
    },
    async removeAllOf(userId) {
      await em.execute('delete from token_use where user_id = ?', [userId]);
    },
  };
};
