import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { inParts } from '@ai-teacher/service-kit/uploads/in-parts.ts';
import type { BlobStore } from '../domain/ingestion/ports.ts';
import type { BlobParts } from './blob.repository.ts';

/**
 * Stores files in rows of 1 MiB. Each part has its own transaction, so no transaction stays open during a
 * slow upload, and memory holds at most one part.
 */
export const createBlobStore = (
  unitOfWork: UnitOfWork<BlobParts>,
  { now }: { now: () => Date },
): BlobStore => ({
  write: async (blobId, bytes) => {
    await unitOfWork.run((blobs) => blobs.create(blobId, now()));
    let position = 0;
    for await (const part of inParts(bytes)) {
      const at = position;
      await unitOfWork.run((blobs) => blobs.append(blobId, at, part));
      position += 1;
    }
  },
  read: async function* read(blobId) {
    for (let position = 0; ; position += 1) {
      const part = await unitOfWork.run((blobs) => blobs.readPart(blobId, position), { readOnly: true });
      if (part === undefined) return;
      yield part;
    }
  },
});
