import { type JsonObject, numberAt, objectAt } from '../json.ts';
import type { Rate } from '../token-bucket.ts';
import type { Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/**
 * What an account may do without settings of its own.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const ACCOUNT_RATE: Rate = { perSecond: 10_000, burst: 5_000 };

/**
 * Reads how the stage of the HTTP API throttles each of its routes.
 * @throws UnsupportedTemplateError for settings of a route that the template doesn't declare: AWS refuses them too
 */
export function readThrottles(template: Template): (routeKey: string) => Rate {
  const [stage] = template.resources('AWS::ApiGatewayV2::Stage');
  const settings = objectAt(stage?.properties ?? {}, 'RouteSettings');
  const routeKeys = template.resources('AWS::ApiGatewayV2::Route').map(({ properties }) => properties['RouteKey']);
  const unknown = Object.keys(settings).find((routeKey) => !routeKeys.includes(routeKey));
  if (unknown !== undefined)
    throw new UnsupportedTemplateError(`the settings of the route ${unknown}, which it does not declare`);
  const usual = rateOf(objectAt(stage?.properties ?? {}, 'DefaultRouteSettings'), ACCOUNT_RATE);
  return (routeKey) => rateOf(objectAt(settings, routeKey), usual);
}

function rateOf(settings: JsonObject, otherwise: Rate): Rate {
  return {
    perSecond: numberAt(settings, 'ThrottlingRateLimit') ?? otherwise.perSecond,
    burst: numberAt(settings, 'ThrottlingBurstLimit') ?? otherwise.burst,
  };
}
