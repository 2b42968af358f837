import { describe, expect, it } from 'vitest';
import { reservedConcurrency } from './reserved-concurrency.ts';
import { resourcesOf } from './resources.ts';
import { entriesAt, listAt, readSource, readYaml, valueAt } from './sources.ts';
import { START_EXECUTION } from './throttling.ts';

const service = readYaml('serverless.yml');
const functions = entriesAt(service, 'functions');
const stage = valueAt(readYaml('resources/api.yml'), 'extensions', 'HttpApiStage');

/** What an account's limit must leave to functions without a reservation, of the 1,000 that it has without asking. */
const MOST_RESERVED = 1_000 - 100;

/** Seconds that one of the first tasks of a request takes at most, in everyday life. */
const TASK_SECONDS = 0.3;

/** The route keys of a function, such as `POST /requests`. */
function routesOf(definition: unknown): string[] {
  return listAt(definition, 'events').flatMap((event) => {
    const route = valueAt(event, 'httpApi');
    if (typeof route === 'string') return [route];
    return route === undefined ? [] : [`${valueAt(route, 'method')} ${valueAt(route, 'path')}`];
  });
}

describe('the concurrency of the functions', () => {
  it.each([...reservedConcurrency])('is reserved for %s', (_name, reserved) => {
    expect(reserved).toBeGreaterThan(0);
  });

  it('fits into an account as AWS gives it', () => {
    const reserved = [...reservedConcurrency.values()].reduce((sum, each) => sum + each, 0);
    expect(reserved).toBeLessThanOrEqual(MOST_RESERVED);
    expect(readSource('docs/deploy.md')).toContain(`Reserved are ${reserved} of the 1,000 concurrent executions`);
  });

  it.each(['validate-request', 'register-request', 'record-outcome'])(
    'lets %s work off requests as fast as Step Functions starts them',
    (name) => {
      expect(reservedConcurrency.get(name)).toBeGreaterThanOrEqual(START_EXECUTION.perSecond * TASK_SECONDS);
    },
  );

  it('leaves the workflow more than whoever floods the HTTP API can take', () => {
    const open = functions.filter(([, definition]) => routesOf(definition).length > 0).map(([name]) => name);
    expect(open).toContain('show-approval');
    for (const name of open)
      expect(reservedConcurrency.get(name)).toBeLessThan(reservedConcurrency.get('apply-change') ?? 0);
  });
});

describe('the HTTP API', () => {
  const routes = functions.flatMap(([, definition]) => routesOf(definition));
  const settings = valueAt(stage, 'Properties', 'RouteSettings');

  it('throttles every route', () => {
    for (const limits of [
      valueAt(stage, 'Properties', 'DefaultRouteSettings'),
      ...entriesAt(settings).map(([, own]) => own),
    ]) {
      expect(limits).toMatchObject({
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      });
    }
  });

  it.each(routes.filter((route) => /^POST \/(webhooks|\w+\/\{token\})/.test(route)))(
    'has own limits for %s',
    (route) => {
      expect(valueAt(settings, route)).toBeDefined();
    },
  );

  it('has limits only for routes that exist, and after they exist', () => {
    const limited = entriesAt(settings).map(([route]) => route);
    expect(routes).toEqual(expect.arrayContaining(limited));
    const logicalIds = limited.map((route) => {
      const words = route.replaceAll(/\{(\w+)\}/g, '$1-var').split(/\W+/);
      return `HttpApiRoute${words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1).toLowerCase()}`).join('')}`;
    });
    expect([...listAt(stage, 'DependsOn')].sort()).toEqual(logicalIds.sort());
  });

  it('logs who called and how it ended, but no path, which holds the secret of a link', () => {
    const format = String(valueAt(service, 'provider', 'logs', 'httpApi', 'format'));
    const fields = entriesAt(JSON.parse(format)).map(([, field]) => field);
    expect(fields).toEqual(
      expect.arrayContaining(['$context.identity.sourceIp', '$context.routeKey', '$context.status']),
    );
    expect(fields.filter((field) => /path|query|userAgent/i.test(String(field)))).toEqual([]);
  });
});

describe('the alarms', () => {
  it('find in the access log what its metrics count', () => {
    const filters = resourcesOf('AWS::Logs::MetricFilter').map(({ properties }) => properties);
    const alarms = resourcesOf('AWS::CloudWatch::Alarm').map(({ properties }) => valueAt(properties, 'MetricName'));
    expect(filters.map((filter) => valueAt(filter, 'FilterPattern'))).toEqual(
      expect.arrayContaining(['{ $.status = "401" }', '{ $.status = "429" }']),
    );
    for (const filter of filters)
      expect(alarms).toContain(valueAt(listAt(filter, 'MetricTransformations')[0], 'MetricName'));
  });
});
