import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import { type createClass, type listClasses, readClass } from '@ai-teacher/contracts/user/classes.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { SchoolClass } from '../../domain/classes/ports.ts';

type ClassAnswer = AnswerOf<typeof createClass>;

export const presentClass = ({
  institutionId: _,
  unitPath: _path,
  archivedAt,
  createdAt,
  ...given
}: SchoolClass): ClassAnswer => ({
  ...given,
  archivedAt: archivedAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});

export const presentNewClass = (given: SchoolClass): Reply<ClassAnswer> =>
  new Reply(201, presentClass(given), {
    location: locationOf(readClass.edgePath ?? '', { params: { id: given.id } }),
  });

export const presentClasses = ({ items, nextCursor }: Listed<SchoolClass>): AnswerOf<typeof listClasses> => ({
  items: items.map(presentClass),
  nextCursor,
});
