/** Global names that packages defined while they were loaded. They stay, because packages are loaded once. */
const retained = new Set<string | symbol>();

/** Runs a load of packages. The global names that it defines stay until the process ends. */
export const retainNewGlobals = async <T>(load: () => Promise<T>): Promise<T> => {
  const before = new Set(Reflect.ownKeys(globalThis));
  const loaded = await load();
  for (const name of Reflect.ownKeys(globalThis)) if (!before.has(name)) retained.add(name);
  return loaded;
};

/**
 * Remembers the globals, the environment and the listeners of this process.
 *
 * @returns restores them, so that no test file sees what another has set.
 */
export const rememberGlobals = (): (() => void) => {
  const restorers = [rememberProperties(globalThis), rememberProperties(process), rememberListeners()];
  const environment = { ...process.env };
  return () => {
    for (const restore of restorers) restore();
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  };
};

/** Compares descriptors, because Node loads some globals when their value is read. */
const rememberProperties = (object: object): (() => void) => {
  const before = Object.getOwnPropertyDescriptors(object) as Record<string | symbol, PropertyDescriptor>;
  return () => {
    for (const name of Reflect.ownKeys(object)) {
      if (retained.has(name)) continue;
      const earlier = before[name];
      const current = Reflect.getOwnPropertyDescriptor(object, name);
      if (!earlier) Reflect.deleteProperty(object, name);
      else if (earlier.value !== current?.value || earlier.get !== current?.get)
        Reflect.defineProperty(object, name, earlier);
    }
    for (const name of Reflect.ownKeys(before))
      if (!Object.hasOwn(object, name))
        Reflect.defineProperty(object, name, before[name] as PropertyDescriptor);
  };
};

const rememberListeners = (): (() => void) => {
  const before = new Map(process.eventNames().map((event) => [event, process.rawListeners(event as 'exit')]));
  return () => {
    for (const event of process.eventNames()) {
      for (const listener of process.rawListeners(event as 'exit')) {
        if (!before.get(event)?.includes(listener)) process.off(event, listener);
      }
    }
  };
};
