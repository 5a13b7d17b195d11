import type { Logger } from '@ai-teacher/service-kit/logger.ts';
import { gauge, whenScraped } from '@ai-teacher/service-kit/telemetry/instruments.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { attributeNames } from '@ai-teacher/service-kit/telemetry/names.ts';
import type { BuildVectorsDeps } from '../../domain/vectors/build-vectors.ts';

/** Shows how many documents have vectors: in the log, and as a metric of the process that counted last. */
export const reportBuild = (logger: Logger): BuildVectorsDeps['onProgress'] => {
  let latest: Parameters<BuildVectorsDeps['onProgress']>[0] | undefined;
  const documents = gauge(metricCatalogue.vectorDocuments);
  whenScraped([documents], (observed) => {
    if (latest === undefined) return;
    const { embedded, total, refused } = latest;
    observed.observe(documents, embedded - refused, { [attributeNames.vectorState]: 'embedded' });
    observed.observe(documents, total - embedded, { [attributeNames.vectorState]: 'waiting' });
    observed.observe(documents, refused, { [attributeNames.vectorState]: 'refused' });
  });
  return (progress) => {
    latest = progress;
    const { spaceId, active, embedded, total, refused } = progress;
    logger.info(
      { spaceId, embedded, total, refused },
      active ? 'searches use the vectors of this space' : 'vectors of this space are built',
    );
  };
};
