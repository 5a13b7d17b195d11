import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { World } from '../ports.ts';
import { removeDocument } from './delete-document.ts';

/** A person was deleted: what only they could read goes with them; what they gave to the institution stays with it. */
export const forgetUser = ({
  unitOfWork,
}: Pick<World, 'unitOfWork'>): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async (event, repositories) => {
    for (const document of await repositories.documents.listPrivateOf(event.data.userId))
      await removeDocument(repositories, document);
  });
