import { type Document, isMap, isScalar, parseDocument, visit, type YAMLMap, type YAMLSeq } from 'yaml';

/** What a rendered file may differ in from its original, and nothing else. */
export type Rewrite = {
  /** `host:port` → `host:port`, wherever the pair stands. */
  addresses: Record<string, string>;
  /** Beginnings of paths → what takes their place. */
  paths: Record<string, string>;
  /** `host:port` → where its further replicas are: Envoy's lists of endpoints, and lists of texts, get one more for each. */
  replicas?: Record<string, readonly string[]>;
};

/**
 * Rewrites addresses and paths in a YAML text: pairs of `address` and `port_value` (Envoy), texts that are a
 * `host:port` (the collector), and texts that begin with a known path. A name that stands for several replicas, as
 * one does in DNS, becomes several endpoints or texts.
 *
 * @throws Error for an Envoy address that the table does not know: it would lead out of the mesh, or collide.
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

/** Found before addresses are rewritten, since the table speaks of the original ones. */
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
  if (replacement === undefined) throw new Error(`no native address is known for ${found}`);
  const [host, number] = replacement.split(':');
  address.value = host;
  port.value = Number(number);
};

const rewriteText = (text: string, { addresses, paths }: Rewrite): string => {
  if (text in addresses) return addresses[text] as string;
  const beginning = Object.keys(paths).find((path) => text === path || text.startsWith(`${path}/`));
  return beginning === undefined ? text : `${paths[beginning]}${text.slice(beginning.length)}`;
};
