import { type Document, isMap, isScalar, parseDocument, visit, type YAMLMap, type YAMLSeq } from 'yaml';

/** All permitted differences between a rendered file and its original. */
export type Rewrite = {
  /** `host:port` → `host:port`, everywhere in the file. */
  addresses: Record<string, string>;
  /** Path prefixes → their replacements. */
  paths: Record<string, string>;
  /**
   * `host:port` → the addresses of its further replicas. Lists of Envoy endpoints and of texts get an item
   * for each.
   */
  replicas?: Record<string, readonly string[]>;
};

/**
 * Rewrites addresses and paths in a YAML text: pairs of `address` and `port_value` (Envoy), texts that are a
 * `host:port` (the collector), and texts that begin with a known path. A name with several replicas, as in
 * DNS, becomes several endpoints or texts.
 *
 * @throws Error for an Envoy address that the table lacks: it would lead out of the mesh or collide.
 */
export const rewriteYaml = (text: string, rewrite: Rewrite): string => {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault) throw fault;
  const further = itemsToAdd(document, rewrite.replicas ?? {});
  visit(document, {
    Map: (_, map) => rewriteSocketAddress(map, rewrite),
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string') scalar.value = rewriteText(scalar.value, rewrite);
    },
  });
  for (const { list, item } of further) list.add(item);
  return document.toString({ lineWidth: 0 });
};

type ItemToAdd = {
  list: YAMLSeq;
  item: YAMLMap | string;
};

const socketAddress = ['endpoint', 'address', 'socket_address'];

/** Runs before addresses are rewritten, because the table contains the original addresses. */
const itemsToAdd = (document: Document.Parsed, replicas: Record<string, readonly string[]>): ItemToAdd[] => {
  const found: ItemToAdd[] = [];
  visit(document, {
    Seq: (_, list) => {
      for (const item of list.items) {
        if (isScalar(item))
          for (const address of replicas[String(item.value)] ?? []) found.push({ list, item: address });
        if (!isMap(item) || !item.hasIn(socketAddress)) continue;
        const at = (field: string) => item.getIn([...socketAddress, field]);
        for (const address of replicas[`${at('address')}:${at('port_value')}`] ?? [])
          found.push({ list, item: endpointAt(item, address) });
      }
    },
  });
  return found;
};

const endpointAt = (endpoint: YAMLMap, address: string): YAMLMap => {
  const [host, port] = address.split(':');
  const copy = endpoint.clone() as YAMLMap;
  copy.setIn([...socketAddress, 'address'], host);
  copy.setIn([...socketAddress, 'port_value'], Number(port));
  return copy;
};

const rewriteSocketAddress = (map: YAMLMap, { addresses }: Rewrite): void => {
  const [address, port] = [map.get('address', true), map.get('port_value', true)];
  if (!isScalar(address) || !isScalar(port) || isMap(address)) return;
  const found = `${address.value}:${port.value}`;
  const replacement = addresses[found];
  if (replacement === undefined) throw new Error(`the rewrite table has no native address for ${found}`);
  const [host, number] = replacement.split(':');
  address.value = host;
  port.value = Number(number);
};

const rewriteText = (text: string, { addresses, paths }: Rewrite): string => {
  if (text in addresses) return addresses[text] as string;
  const beginning = Object.keys(paths).find((path) => text === path || text.startsWith(`${path}/`));
  return beginning === undefined ? text : `${paths[beginning]}${text.slice(beginning.length)}`;
};
