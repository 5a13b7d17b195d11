import { traceLinkOf } from '@ai-teacher/contracts/web/trace-link.ts';

const timeoutMilliseconds = 2_000;

/** The element of Jaeger's own pages. A build without them answers with another page. */
const uiRoot = 'id="jaeger-ui-root"';

/** The address of a request in Jaeger's own pages; undefined when this Jaeger was built without them. */
export const findJaegerLink = async (jaegerUrl: string, requestId: string): Promise<string | undefined> => {
  const page = await fetch(new URL('/search', jaegerUrl), {
    signal: AbortSignal.timeout(timeoutMilliseconds),
  })
    .then((response) => response.text())
    .catch(() => '');
  return page.includes(uiRoot) ? traceLinkOf(jaegerUrl, requestId) : undefined;
};
