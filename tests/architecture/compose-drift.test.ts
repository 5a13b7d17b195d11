import { readFileSync } from 'node:fs';
import { serviceNames, storingServices } from '@ai-teacher/contracts/values.ts';
import { postgresSettings } from '@ai-teacher/local-mesh/parts/postgres/postgres.ts';
import { counterStores, valkeyArguments } from '@ai-teacher/local-mesh/parts/valkey.ts';
import { chosenNames } from '@ai-teacher/local-mesh/plan/chosen-names.ts';
import { certificateNames } from '@ai-teacher/local-mesh/plan/identities.ts';
import { meshPlan, partNames } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import type { PlanContext } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { statementPrivacy } from '@ai-teacher/service-kit/database/statement-privacy.ts';
import { standIns } from '@ai-teacher/tooling/compose/stand-in-images.ts';
import { composeVariables } from '@ai-teacher/tooling/compose/variables.ts';
import { environmentOf } from '@ai-teacher/tooling/env-example.ts';
import { describe, expect, it } from '@jest/globals';
import { type ComposeService, compose, composeText, waitsFor, withNames } from './compose-file.ts';

const planned = partNames.map((part) => ({
  part,
  name: meshPlan[part].composeService,
  plan: meshPlan[part],
}));
const composed = Object.entries(compose.services);

/** Containers that run once or beside the mesh. Natively the launcher does their work. */
const helpers = ['certs', 'databases', ...storingServices.map((name) => `${name}-migrations`)];

/** The plan with every part as a container and every variable of .env by its name. */
const inContainers: PlanContext = {
  mode: 'DEPLOYMENT_MODE' as 'production',
  bindAddress: '0.0.0.0',
  address: (part, port) => `${meshPlan[part].composeService}:${meshPlan[part].ports[port]}`,
  port: (part, port) => meshPlan[part].ports[port] ?? Number.NaN,
  secret: (name) => name,
  certificates: () => '/certificates',
  envoyFolder: '/etc/envoy',
  chosen: Object.fromEntries(chosenNames.map((name) => [name, name])),
};

const composeService = (name: string): ComposeService => {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};

describe('docker-compose.yml against the plan of the native mesh', () => {
  it('runs the parts of the mesh plan, and containers for the launcher’s own work', () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      [...planned.map(({ name }) => name), ...helpers].sort(),
    );
  });

  it.each(planned.filter(({ plan }) => plan.environment))(
    'gives $name the environment of the mesh plan',
    ({ name, plan }) => {
      const told = Object.entries(composeService(name).environment).map(([key, value]) => [
        key,
        withNames(value),
      ]);
      const expected = plan.environment?.(inContainers) ?? {};
      const own = name === 'qdrant' ? told.filter(([key]) => key && key in expected) : told;
      expect(Object.fromEntries(own)).toEqual(expected);
    },
  );

  it.each(planned)('starts $name after the parts that it depends on', ({ name, plan }) => {
    const before = waitsFor(name);
    expect(
      plan.dependsOn.map((part) => meshPlan[part].composeService).filter((other) => !before.has(other)),
    ).toEqual([]);
  });

  it('makes no container wait for the collector, Prometheus or Jaeger', () => {
    const late = planned.filter(({ plan }) => plan.mayComeLater).map(({ name }) => name);
    const waiting = composed.flatMap(([, { depends_on }]) => Object.keys(depends_on));
    expect(waiting.filter((name) => late.includes(name))).toEqual([]);
  });

  it('publishes the gateway’s edge, and Jaeger’s pages on loopback', () => {
    const published = composed.flatMap(([name, { ports }]) => ports.map((port) => [name, withNames(port)]));
    expect(published).toEqual([
      ['gateway', `PUBLISH_ADDRESS:GATEWAY_PORT:${meshPlan.gateway.ports.edge}`],
      ['jaeger', `127.0.0.1:JAEGER_UI_PORT:${meshPlan.jaeger.ports.ui}`],
    ]);
  });

  it('mounts each private key for its holder alone', () => {
    const holders = certificateNames.map((identity) => {
      const mounts = composed.filter(([, { volumes }]) =>
        volumes.some((each) => each.startsWith(`${identity}-cert`)),
      );
      return [identity, mounts.map(([name]) => name)];
    });
    const expected = certificateNames.map((identity) => {
      const holder = planned.find(({ plan }) => plan.identities.includes(identity));
      return [identity, [holder?.name, 'certs'].sort()];
    });
    expect(holders.map(([identity, names]) => [identity, (names as string[]).toSorted()])).toEqual(expected);
  });

  it('mounts keys over folders that exist in the image, so that the volumes belong to their writer', () => {
    const dockerfile = readFileSync(new URL('../../services/Dockerfile', import.meta.url), 'utf8');
    const folders = /for part in ([a-z ]+); do/.exec(dockerfile)?.[1]?.split(' ');
    expect(folders?.toSorted()).toEqual([...certificateNames].toSorted());
  });

  it('shows the key of the authority to the certificates\u2019 keeper alone', () => {
    const mounts = composed.filter(([, { volumes }]) =>
      volumes.some((each) => each.startsWith('authority:')),
    );
    expect(mounts.map(([name]) => name)).toEqual(['certs']);
  });
});

describe('the stores of counters', () => {
  const stores = Object.keys(counterStores) as (keyof typeof counterStores)[];

  it.each(stores)('%s has the memory bound of the native mesh, evicts nothing and writes nothing', (name) => {
    const command = composeService(meshPlan[name].composeService).command ?? [];
    const wanted = valkeyArguments(name);
    expect(wanted.join(' ')).toMatch(/--maxmemory \d+mb --maxmemory-policy noeviction/);
    expect(command.join(' ')).toContain(wanted.join(' '));
  });

  it('no store counts both for the edge and for a service', () => {
    const users = planned.flatMap(({ part, plan }) => {
      const url = plan.environment?.(inContainers).REDIS_URL;
      return url === undefined
        ? []
        : [{ part, store: new URL(url.includes('//') ? url : `redis://${url}`).host }];
    });
    const edge = users.filter(({ part }) => part === 'ratelimit').map(({ store }) => store);
    const services = users.filter(({ part }) => part !== 'ratelimit').map(({ store }) => store);
    expect(edge).toEqual(['redis-edge:6379']);
    expect(new Set(services)).toEqual(new Set(['redis:6379']));
  });
});

describe('every container', () => {
  it.each(composed)(
    '%s is not root, cannot become root, and writes to its volumes and /tmp only',
    (_name, service) => {
      expect(service.user).toMatch(/^[1-9]\d+:[1-9]\d+$/);
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      expect(service.privileged).toBeUndefined();
    },
  );

  it.each(composed)('%s has an image of a fixed version', (_name, { image, build }) => {
    if (build) expect(image).toMatch(/^ai-teacher\//);
    else expect(image).toMatch(/^[a-z/-]+:v?[0-9a-f][\w.-]+(@sha256:[0-9a-f]{64})?$/);
  });

  it('has a stand-in for engines that cannot pull its image', () => {
    const official = composed.flatMap(([, { image, build }]) =>
      build ? [] : [image.replace(/@sha256:.*/, '')],
    );
    const base = composeVariables.find(({ name }) => name === 'NODE_IMAGE')?.example;
    expect(Object.keys(standIns).sort()).toEqual([...new Set([base, ...official])].sort());
  });

  it.each(composed)('%s mounts files of the repository read-only', (_name, { volumes }) => {
    expect(volumes.filter((each) => each.startsWith('.') && !each.endsWith(':ro'))).toEqual([]);
  });

  it('has a health check, unless its image has no shell or it runs only once', () => {
    const silent = composed.filter(([, { healthcheck }]) => !healthcheck).map(([name]) => name);
    const once = helpers.filter((name) => name !== 'certs');
    expect(silent.sort()).toEqual([...once, 'jaeger', 'otel-collector', 'ratelimit'].sort());
  });

  it.each(storingServices)('%s-service starts after its migrations', (name) => {
    const { depends_on } = composeService(`${name}-service`);
    expect(depends_on[`${name}-migrations`]).toEqual({ condition: 'service_completed_successfully' });
  });

  it.each(serviceNames)('%s-service has certificates and checks its own readiness', (name) => {
    const { depends_on, healthcheck } = composeService(`${name}-service`);
    expect(depends_on.certs).toEqual({ condition: 'service_healthy' });
    expect(healthcheck?.test.join(' ')).toContain(':9000/readyz');
  });

  it('has a database server that logs no statement and no row, as natively', () => {
    const given = composeService('postgres').command?.filter((each) => each.startsWith('-c'));
    const expected = Object.entries(statementPrivacy).map(([name, value]) => `-c${name}=${value}`);
    expect(given).toEqual(expect.arrayContaining(expected));
    const natively = postgresSettings({ port: 0, dataDirectory: '', superuserPassword: '' });
    expect(natively).toMatchObject(statementPrivacy);
  });
});

describe('the variables of .env', () => {
  const used = new Set([...composeText.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name));

  it('are exactly the variables that the file uses', () => {
    expect(composeVariables.map(({ name }) => name).sort()).toEqual([...used].sort());
  });

  it.each(composeVariables.filter(({ required }) => required))(
    '$name is asked for, never assumed',
    ({ name }) => {
      const uses = composeText.match(new RegExp(String.raw`\$\{${name}\b[^}]*\}`, 'g')) ?? [];
      expect(uses.filter((use) => use !== `\${${name}:?run npm run secrets}`)).toEqual([]);
    },
  );

  it.each(serviceNames)('hold every variable of %s that has no preset', async (service) => {
    const { shape } = await environmentOf(service);
    const withoutPreset = Object.keys(shape).filter((name) => {
      const unset = shape[name]?.safeParse('');
      return unset?.success === true && unset.data === undefined;
    });
    const given = Object.keys(composeService(`${service}-service`).environment);
    expect(withoutPreset.filter((name) => !given.includes(name))).toEqual([]);
  });

  it('hold every secret: no environment in the file contains a secret', () => {
    const spelled = composed.flatMap(([name, { environment }]) =>
      Object.entries(environment)
        .filter(
          ([key, value]) => /(PASSWORD|SECRET|API_KEY)$/.test(key) && !/^\$\{\w+:[?-][^}]*\}$/.test(value),
        )
        .map(([key]) => `${name} ${key}`),
    );
    expect(spelled).toEqual([]);
  });
});
