import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { grantUnitRole, listUnitRoles } from '@ai-teacher/contracts/user/units/unit-roles.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitRole } from '../../domain/unit-roles/ports.ts';

export const presentUnitRole = ({
  institutionId: _,
  createdAt,
  ...role
}: UnitRole): AnswerOf<typeof grantUnitRole> => ({ ...role, createdAt: createdAt.toISOString() });

export const presentUnitRoles = ({
  items,
  nextCursor,
}: Listed<UnitRole>): AnswerOf<typeof listUnitRoles> => ({ items: items.map(presentUnitRole), nextCursor });
