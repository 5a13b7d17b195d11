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
    const { embedded, total } = latest;
    observed.observe(documents, embedded, { [attributeNames.vectorState]: 'embedded' });
    observed.observe(documents, total - embedded, { [attributeNames.vectorState]: 'waiting' });
  });
  return (progress) => {
    latest = progress;
    const { spaceId, active, embedded, total } = progress;
    logger.info(
      { spaceId, embedded, total },
      active ? 'searches use the vectors of this space' : 'vectors of this space are built',
    );
  };
};
