import { isMap, isScalar, parseDocument, visit, type YAMLMap } from 'yaml';

/** What a rendered file may differ in from its original, and nothing else. */
export interface Rewrite {
  /** `host:port` → `host:port`, wherever the pair stands. */
  addresses: Record<string, string>;
  /** Beginnings of paths → what takes their place. */
  paths: Record<string, string>;
}

/**
 * Rewrites addresses and paths in a YAML text: pairs of `address` and `port_value` (Envoy), texts that are a
 * `host:port` (the collector), and texts that begin with a known path.
 *
 * @throws Error for an Envoy address that the table does not know: it would lead out of the mesh, or collide.
 */
export function rewriteYaml(text: string, rewrite: Rewrite): string {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault) throw fault;
  visit(document, {
    Map: (_, map) => rewriteSocketAddress(map, rewrite),
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string') scalar.value = rewriteText(scalar.value, rewrite);
    },
  });
  return document.toString({ lineWidth: 0 });
}

function rewriteSocketAddress(map: YAMLMap, { addresses }: Rewrite): void {
  const [address, port] = [map.get('address', true), map.get('port_value', true)];
  if (!isScalar(address) || !isScalar(port) || isMap(address)) return;
  const found = `${address.value}:${port.value}`;
  const replacement = addresses[found];
  if (replacement === undefined) throw new Error(`no native address is known for ${found}`);
  const [host, number] = replacement.split(':');
  address.value = host;
  port.value = Number(number);
}

function rewriteText(text: string, { addresses, paths }: Rewrite): string {
  if (text in addresses) return addresses[text] as string;
  const beginning = Object.keys(paths).find((path) => text === path || text.startsWith(`${path}/`));
  return beginning === undefined ? text : `${paths[beginning]}${text.slice(beginning.length)}`;
}
