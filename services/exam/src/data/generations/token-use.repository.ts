import type { EntityManager } from '@mikro-orm/postgresql';
import type { TokenUse } from '../../domain/generations/ports.ts';

export const tokenUseRepository = (em: EntityManager): TokenUse => ({
  reserve: async (userId, { day, tokens, maxTokens }) => {
    // The clocks of two instances may differ at midnight. A late clock books on the new day.
    const [row] = await em.execute<{ day: string }[]>(
      `insert into token_use (user_id, day, used)
       select ?::uuid, ?::date, ?::bigint where ?::bigint <= ?::bigint
       on conflict (user_id) do update set
         day = greatest(token_use.day, excluded.day),
         used = case when excluded.day > token_use.day then 0 else token_use.used end + excluded.used
       where excluded.day > token_use.day or token_use.used + excluded.used <= ?::bigint
       returning day::text`,
      [userId, day, tokens, tokens, maxTokens, maxTokens],
    );
    return row?.day;
  },
  correct: async (userId, day, tokens) => {
    await em.execute(
      'update token_use set used = greatest(0, used + ?::bigint) where user_id = ? and day = ?::date',
      [tokens, userId, day],
    );
  },
  removeAllOf: async (userId) => {
    await em.execute('delete from token_use where user_id = ?', [userId]);
  },
});
