import type { importRoster as contract } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireAnyUnit, unitStandingOf } from '../unit-rights/unit-rights.ts';
import type { Roster, RosterParts, RosterRepositories, UploadLimits } from './ports.ts';
import { requireRoster } from './roster.ts';
import { requireImportUnit } from './roster-rights.ts';

export type ImportRosterDeps = {
  readonly unitOfWork: UnitOfWork<RosterRepositories>;
  readonly clock: Clock;
  readonly rosterParts: Pick<RosterParts, 'write'>;
  readonly limits: UploadLimits;
};

type Upload = {
  readonly file: AsyncIterable<Uint8Array>;
  readonly readFields: () => Promise<Input<typeof contract>['body']>;
};

/**
 * Stores the bytes of a bundle while they arrive, then creates the import and the job that checks it. After
 * an error, nothing of the upload stays.
 *
 * @throws Problem `roster-in-progress`, `document-too-large`, or one of `requireImportUnit`.
 */
export const importRoster =
  ({ unitOfWork, clock, rosterParts, limits }: ImportRosterDeps) =>
  async ({
    principal,
    upload,
  }: Pick<Input<typeof contract>, 'principal'> & { readonly upload: Upload }): Promise<Roster> => {
    const id = crypto.randomUUID();
    const { institutionId, userId } = principal;
    // Before the bytes arrive: most teachers may import nothing.
    await unitOfWork.run(
      async ({ unitRights, days }) =>
        requireAnyUnit(await unitStandingOf({ unitRights, days, clock }, principal)),
      { readOnly: true },
    );
    try {
      await rosterParts.write(id, upToLimit(upload.file, limits));
      const { unitId: given } = await upload.readFields();
      return await unitOfWork.run(async ({ rosters, rosterJobs, unitRights, days, nodes }) => {
        const standing = await unitStandingOf({ unitRights, days, clock }, principal);
        const unitId = await requireImportUnit({ nodes }, standing, { institutionId, unitId: given });
        if (!(await rosters.insert({ id, institutionId, unitId, createdBy: userId, createdAt: clock.now() })))
          throw new Problem('roster-in-progress', { detail: 'Confirm or discard the other import first.' });
        await rosterJobs.check(id);
        return requireRoster(await rosters.find(institutionId, id));
      });
    } catch (error) {
      await unitOfWork.run(({ rosters }) => rosters.removeParts(id));
      throw error;
    }
  };

async function* upToLimit(
  file: AsyncIterable<Uint8Array>,
  { rosterBytes }: UploadLimits,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const bytes of file) {
    total += bytes.byteLength;
    if (total > rosterBytes) throw new Problem('document-too-large');
    yield bytes;
  }
}
