import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import {
  type confirmRoster,
  type importRoster,
  type listRosterFaults,
  readRoster,
} from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { BundleFault } from '../../domain/rosters/bundle/bundle-fault.ts';
import type { CodedNote } from '../../domain/rosters/bundle/roster-note.ts';
import type { Roster } from '../../domain/rosters/ports.ts';

export const presentRoster = ({
  institutionId: _,
  unitPath: _path,
  stage,
  done,
  total,
  createdAt,
  endedAt,
  files,
  notes,
  codedNotes,
  ...roster
}: Roster): AnswerOf<typeof readRoster> & AnswerOf<typeof confirmRoster> => ({
  ...roster,
  progress: { stage, done, total },
  files: [...files],
  notes: [...notes],
  ...(codedNotes === null ? {} : { codedNotes: codedNotes.map(presentNote) }),
  createdAt: createdAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});

const presentNote = ({ lines, ...note }: CodedNote) => ({
  ...note,
  ...(lines === undefined ? {} : { lines: [...lines] }),
});

export const presentNewRoster = (roster: Roster): Reply<AnswerOf<typeof importRoster>> =>
  new Reply(202, presentRoster(roster), {
    location: locationOf(readRoster.edgePath ?? readRoster.path, { params: { id: roster.id } }),
  });

export const presentFaults = ({
  items,
  nextCursor,
}: Listed<BundleFault>): AnswerOf<typeof listRosterFaults> => ({ items: [...items], nextCursor });
