import type { PartName } from '../plan/part-plan.ts';
import { findInstalled } from '../provision/find-binary.ts';
import type { Addresses } from '../state/addresses.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Adds the address of Jaeger's pages to the environment of a mesh, unless the operator has set `TRACES_URL`.
 * An empty value means no link. A Jaeger that the launcher built has no pages.
 */
export const withTracesUrl = async (
  environment: Environment,
  only: readonly PartName[],
  { jaegerUrl }: Pick<Addresses, 'jaegerUrl'>,
): Promise<Environment> => {
  const isSet = environment.TRACES_URL !== undefined;
  const hasPages = !isSet && only.includes('jaeger') && (await findInstalled('jaeger')) !== undefined;
  return hasPages ? { ...environment, TRACES_URL: jaegerUrl } : environment;
};
