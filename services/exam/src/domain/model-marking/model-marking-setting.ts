import {
  type changeModelMarking as changing,
  maxShownChanges,
  type readModelMarking as reading,
} from '@ai-teacher/contracts/exam/marking/model-marking.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireAccount } from '../exams/exam-rights.ts';
import type { ModelMarker, ModelMarkingRepositories, SwitchChange } from './ports.ts';

export type ModelMarkingSettingDeps = {
  readonly unitOfWork: UnitOfWork<Pick<ModelMarkingRepositories, 'modelMarking' | 'people'>>;
  /** Absent unless the operator has configured and confirmed a model. */
  readonly modelMarker?: Pick<ModelMarker, 'model'>;
  readonly clock: Clock;
};

export type ModelMarkingSetting = {
  readonly enabled: boolean;
  readonly available: boolean;
  readonly model: string | null;
  readonly changes: readonly SwitchChange[];
};

/** Returns the setting of the caller's institution with its latest changes. */
export const readModelMarking =
  (deps: Omit<ModelMarkingSettingDeps, 'clock'>) =>
  ({ principal }: Pick<Input<typeof reading>, 'principal'>): Promise<ModelMarkingSetting> =>
    deps.unitOfWork.run((repositories) => settingOf(deps, repositories, principal.institutionId), {
      readOnly: true,
    });

/**
 * Changes the setting of the caller's institution. A repeated request changes nothing.
 *
 * @throws Problem `model-marking-unavailable` when it would let a model mark that the operator has not
 *   confirmed.
 */
export const changeModelMarking =
  (deps: ModelMarkingSettingDeps) =>
  ({ body, principal }: Pick<Input<typeof changing>, 'body' | 'principal'>): Promise<ModelMarkingSetting> =>
    deps.unitOfWork.run(async (repositories) => {
      await requireAccount(repositories, principal);
      if (body.enabled && deps.modelMarker === undefined)
        throw new Problem('model-marking-unavailable', {
          detail:
            'The operator has to configure a model and to confirm that measured figures justify its marks.',
        });
      const { institutionId, userId } = principal;
      const change = { enabled: body.enabled, changedBy: userId, changedAt: deps.clock.now() };
      await repositories.modelMarking.change(institutionId, change);
      return settingOf(deps, repositories, institutionId);
    });

const settingOf = async (
  { modelMarker }: Pick<ModelMarkingSettingDeps, 'modelMarker'>,
  { modelMarking }: Pick<ModelMarkingRepositories, 'modelMarking'>,
  institutionId: string,
): Promise<ModelMarkingSetting> => {
  const changes = await modelMarking.listChanges(institutionId, maxShownChanges);
  return {
    enabled: changes[0]?.enabled ?? false,
    available: modelMarker !== undefined,
    model: modelMarker?.model ?? null,
    changes,
  };
};
