import type { downloadRejectedRows as contract } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { columnsOf } from './bundle/columns.ts';
import type { RosterRepositories, Staging } from './ports.ts';
import { requireOwnRoster } from './roster-rights.ts';

export type ListRejectedRowsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<RosterRepositories, 'rosters' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
  readonly staging: Pick<Staging, 'rejected'>;
};

/**
 * Returns the cells of the rejected rows of a file, the header first. A row with several faults occurs once
 * for each of them.
 *
 * @throws Problem `roster-not-found` before the first row.
 */
export const listRejectedRows =
  ({ unitOfWork, clock, staging }: ListRejectedRowsDeps) =>
  async ({ principal, params }: Input<typeof contract>): Promise<AsyncIterable<readonly string[]>> => {
    const { id } = await unitOfWork.run(
      async ({ rosters, unitRights, days }) =>
        requireOwnRoster(
          { unitRights, days, clock },
          principal,
          await rosters.find(principal.institutionId, params.id),
        ),
      { readOnly: true },
    );
    const columns = Object.keys(columnsOf[params.file]);
    return (async function* rows() {
      yield ['line', 'faultColumn', 'faultCode', 'fault', 'sourcedId', ...columns];
      for await (const { fields, fault, sourcedId } of staging.rejected(id, params.file))
        yield [
          `${fault.line}`,
          fault.column ?? '',
          fault.code,
          fault.sentence,
          sourcedId,
          ...columns.map((column) => fields[column] ?? ''),
        ];
    })();
  };
