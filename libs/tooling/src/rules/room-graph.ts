/** One import between two files, both as paths from the root of the repository. */
export type Import = { readonly from: string; readonly to: string };

/** Source files of a package, a service or the web client: its folder and the path below its `src/`. */
const sourcePattern = /^((?:libs|services)\/[^/]+(?:\/client)?)\/src\/(.+)$/;

/**
 * The room of a file: its package and its folder below `src/`. A file directly in `src/` is a room
 * of its own, because programs and base modules are there side by side.
 */
const roomOf = (file: string): { readonly home: string; readonly room: string } | undefined => {
  const [, home, path] = sourcePattern.exec(file) ?? [];
  if (home === undefined || path === undefined) return undefined;
  const end = path.lastIndexOf('/');
  return { home, room: end === -1 ? path : path.slice(0, end) };
};

type Arrow = Import & { readonly home: string; readonly source: string; readonly target: string };

const arrowsOf = (imports: readonly Import[]): readonly Arrow[] =>
  imports.flatMap(({ from, to }) => {
    const source = roomOf(from);
    const target = roomOf(to);
    if (source === undefined || target === undefined) return [];
    if (source.home !== target.home || source.room === target.room) return [];
    return [{ from, to, home: source.home, source: source.room, target: target.room }];
  });

const reaches = (arrows: readonly Arrow[], start: string, goal: string): boolean => {
  const seen = new Set([start]);
  for (const room of seen)
    for (const { source, target } of arrows) {
      if (source !== room) continue;
      if (target === goal) return true;
      seen.add(target);
    }
  return false;
};

/**
 * Finds imports that belong to a circle between folders of one package.
 *
 * @returns a line per import: `from → to`, both as paths.
 */
export const folderCircles = (imports: readonly Import[]): readonly string[] => {
  const byHome = Map.groupBy(arrowsOf(imports), ({ home }) => home);
  return [...byHome.values()].flatMap((arrows) =>
    arrows
      .filter(({ source, target }) => reaches(arrows, target, source))
      .map(({ from, to }) => `${from} → ${to}`),
  );
};

/** Layers from the lowest to the highest; a name is a folder, or a file directly in `src/`. */
type Layers = readonly (readonly string[])[];

const serviceLayers: Layers = [
  ['domain', 'extraction', 'config.ts', 'telemetry-names.ts'],
  ['data', 'adapters'],
  ['jobs', 'events'],
  ['http'],
  ['deps.ts'],
  ['app.ts'],
  ['main.ts', 'rebuild-index.ts'],
];

const packageLayers: Readonly<Record<string, Layers>> = {
  'libs/service-kit': [
    ['secrets.ts'],
    ['domain', 'clock.ts', 'config.ts', 'telemetry', 'request-context.ts', 'request-state.ts'],
    ['logger.ts', 'lifecycle.ts'],
    ['identity', 'database'],
    ['clients'],
    ['jobs', 'streams', 'openai', 'idempotency', 'admission'],
    ['migrations', 'server'],
    ['run-service.ts', 'register-telemetry.ts', 'uploads'],
  ],
  'services/web/client': [
    ['configure-zod.ts', 'preferences.ts'],
    ['language'],
    ['api'],
    ['parts'],
    ['shell'],
    ['pages'],
    ['routes.tsx'],
    ['styles', 'start.tsx'],
    ['main.ts'],
  ],
  'libs/local-mesh': [
    ['terminal', 'plan'],
    ['process'],
    ['state', 'provision', 'certificates', 'traces'],
    ['trace-page'],
    ['rendering'],
    ['parts'],
    ['mesh', 'backup'],
    ['commands'],
  ],
};

const rankIn = (layers: Layers, room: string): number => {
  const top = room.split('/')[0] ?? room;
  return layers.findIndex((layer) => layer.includes(top));
};

/**
 * Finds imports from a lower layer to a higher one, and files whose folder belongs to no layer.
 *
 * @returns a line per import or folder; packages without declared layers are not checked.
 */
export const upwardImports = (imports: readonly Import[]): readonly string[] =>
  arrowsOf(imports).flatMap(({ from, to, home, source, target }) => {
    const layers = packageLayers[home] ?? (home.startsWith('services/') ? serviceLayers : undefined);
    if (layers === undefined) return [];
    const ranks = [rankIn(layers, source), rankIn(layers, target)] as const;
    if (ranks.includes(-1)) return [`${from} → ${to}: a folder without a layer`];
    return ranks[0] < ranks[1] ? [`${from} → ${to}`] : [];
  });
