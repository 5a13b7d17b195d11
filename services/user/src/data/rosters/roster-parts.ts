import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { inParts, partBytes } from '@ai-teacher/service-kit/uploads/in-parts.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RosterParts } from '../../domain/rosters/ports.ts';

/** Prepared, so that the bytes are sent as they are. In the text of a statement they are twice as long. */
const insertPart = preparedStatement(
  'insertRosterPart',
  'insert into roster_part (roster_id, position, bytes) values ($1, $2, $3)',
);

/** Stores zips in rows of 1 MiB, each in its own transaction, so memory holds at most one part. */
export const createRosterParts = (unitOfWork: UnitOfWork<EntityManager>): RosterParts => ({
  write: async (rosterId, bytes) => {
    let position = 0;
    let size = 0;
    for await (const part of inParts(bytes)) {
      size += part.byteLength;
      const values = [rosterId, position, part];
      await unitOfWork.run((em) => executePrepared(em, insertPart, values));
      position += 1;
    }
    return size;
  },
  size: (rosterId) =>
    unitOfWork.run(
      async (em) => {
        const [row] = await em.execute<{ size: string }[]>(
          'select coalesce(sum(length(bytes)), 0)::text as size from roster_part where roster_id = ?',
          [rosterId],
        );
        return Number(row?.size ?? 0);
      },
      { readOnly: true },
    ),
  read: async function* read(rosterId, start, end) {
    for (let at = start; at < end; ) {
      const position = Math.floor(at / partBytes);
      const [row] = await unitOfWork.run(
        (em) =>
          em.execute<{ bytes: Buffer }[]>(
            'select bytes from roster_part where roster_id = ? and position = ?',
            [rosterId, position],
          ),
        { readOnly: true },
      );
      if (row === undefined) return;
      const from = at - position * partBytes;
      const piece = row.bytes.subarray(from, from + end - at);
      yield piece;
      at += piece.byteLength;
    }
  },
});
