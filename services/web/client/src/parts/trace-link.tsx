import { traceLinkOf } from '@ai-teacher/contracts/web/trace-link.ts';
import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';

/** The address of Jaeger's pages. The server gives it to admins alone, where the deployment has set it. */
export const TracesUrl = createContext<string | undefined>(undefined);

/** Opens Jaeger's search for a request in a tab of its own. Empty for everybody without the address. */
export const TraceLink = ({ requestId }: { readonly requestId: string }) => {
  const { t } = useTranslation();
  const tracesUrl = useContext(TracesUrl);
  if (tracesUrl === undefined) return null;
  return (
    <a href={traceLinkOf(tracesUrl, requestId)} target="_blank" rel="noreferrer">
      {t('fault.trace')}
    </a>
  );
};
