import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { linkGuardian, listGuardians } from '@ai-teacher/contracts/user/guardians.ts';
import type { listExtraTimes, readDisplayNames, readPerson } from '@ai-teacher/contracts/user/people.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { GuardianLink } from '../../domain/guardians/ports.ts';
import type { ExtraTimePage } from '../../domain/people/list-extra-times.ts';
import type { DisplayName, KnownPerson } from '../../domain/people/ports.ts';

export const presentPerson = ({
  id,
  registeredName,
  chosenName,
  locale,
  timeZone,
  needs,
}: KnownPerson): AnswerOf<typeof readPerson> => ({
  id,
  name: chosenName ?? registeredName ?? '',
  registeredName,
  locale,
  timeZone,
  needs,
});

export const presentGuardian = ({
  id,
  guardianId,
  guardianName,
  studentId,
  studentName,
  createdAt,
}: GuardianLink): AnswerOf<typeof linkGuardian> => ({
  id,
  guardianId,
  guardianName,
  studentId,
  studentName,
  createdAt: createdAt.toISOString(),
});

export const presentGuardians = ({
  items,
  nextCursor,
}: Listed<GuardianLink>): AnswerOf<typeof listGuardians> => ({
  items: items.map(presentGuardian),
  nextCursor,
});

export const presentNames = (names: readonly DisplayName[]): AnswerOf<typeof readDisplayNames> => ({
  items: [...names],
});

export const presentExtraTimes = ({ items, next }: ExtraTimePage): AnswerOf<typeof listExtraTimes> => ({
  items: [...items],
  next,
});
