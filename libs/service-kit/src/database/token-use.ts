import type { EntityManager } from '@mikro-orm/postgresql';
import type { TokenUse } from '../domain/token-budget.ts';
import { executePrepared, preparedStatement } from './prepared-statement.ts';

const reserveTokens = preparedStatement(
  'reserveTokens',
  `insert into token_use (user_id, day, used) select $1::uuid, $2::date, $3::bigint where $3::bigint <= $4::bigint
   on conflict (user_id) do update set
     day = greatest(token_use.day, excluded.day),
     used = case when excluded.day > token_use.day then 0 else token_use.used end + excluded.used
   where excluded.day > token_use.day or token_use.used + excluded.used <= $4::bigint
   returning day::text`,
);
const correctTokens = preparedStatement(
  'correctTokens',
  'update token_use set used = greatest(0, used + $1::bigint) where user_id = $2 and day = $3::date',
);

/** The token use in the table `token_use` of a service: `user_id`, `day` and `used`. */
export const tokenUseRepository = (em: EntityManager): TokenUse => ({
  used: async (userId, day) => {
    const [row] = await em.execute<{ used: string }[]>(
      'select used from token_use where user_id = ? and day >= ?::date',
      [userId, day],
    );
    return Number(row?.used ?? 0);
  },
  reserve: async (userId, { day, tokens, maxTokens }) => {
    // The clocks of two instances may differ at midnight. A late clock books on the new day, which has
    // already begun.
    const [row] = await executePrepared<{ day: string }>(em, reserveTokens, [userId, day, tokens, maxTokens]);
    return row?.day;
  },
  correct: async (userId, day, tokens) => {
    await executePrepared(em, correctTokens, [tokens, userId, day]);
  },
  removeAllOf: async (userId) => {
    await em.execute('delete from token_use where user_id = ?', [userId]);
  },
});
