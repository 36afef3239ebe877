import { ChannelBoard, ChannelBoardRequest } from '@/lib/api/schema/channel-board';
import { DeliveryList, RepeatRequest } from '@/lib/api/schema/webhook';
import { z } from 'zod';
import { Chart } from '@/lib/api/schema/chart';
import { Comparison, ComparisonRequest, ImageComparison } from '@/lib/api/schema/comparison';
import { EarlierReleaseList, EarlierReleasesRequest } from '@/lib/api/schema/earlier-release';
import { ImageList, ImagePresenceRequest, ImageReport, ImagesRequest } from '@/lib/api/schema/image';
import { MoveList, MovesRequest } from '@/lib/api/schema/move';
import { Problem } from '@/lib/api/schema/problem';
import { PromotionForecast, PromotionForecastRequest } from '@/lib/api/schema/promotion-check';
import { Promotion, PromotionList, PromotionRequest, PromotionsRequest } from '@/lib/api/schema/promotion';
import { HookReceipt, RegistryList, RegistryReport } from '@/lib/api/schema/registry';
import { Release } from '@/lib/api/schema/release';
import {
  Permission,
  PermissionRequest,
  SessionList,
  SignedIn,
  SignInRequest,
} from '@/lib/api/schema/session';
import { Transfer, TransferList, TransferPlan, TransferRequest } from '@/lib/api/schema/transfer';
import { ChartList, ChartsRequest, IndexManifest, SegmentRequest } from '@/lib/api/schema/search';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  path: string;
  method: 'get' | 'post' | 'delete';
  summary: string;
  /** names in `path`, in braces */
  pathParameters?: Readonly<Record<string, string>>;
  query?: z.ZodObject;
  body?: keyof typeof COMPONENTS;
  answer: { status: number; description: string; schema?: keyof typeof COMPONENTS };
  /** problem codes worth knowing, by status */
  problems: Readonly<Record<number, string>>;
}

const COMPONENTS = {
  RegistryList,
  RegistryReport,
  HookReceipt,
  ChartList,
  IndexManifest,
  Chart,
  Release,
  ImageList,
  ImageReport,
  PromotionRequest,
  Promotion,
  PromotionList,
  PromotionForecastRequest,
  PromotionForecast,
  MoveList,
  TransferRequest,
  TransferPlan,
  TransferList,
  Transfer,
  EarlierReleaseList,
  Comparison,
  ImageComparison,
  ChannelBoard,
  DeliveryList,
  RepeatRequest,
  SignInRequest,
  SignedIn,
  SessionList,
  Permission,
  Problem,
};

const ADDRESS = {
  registry: 'configured name of the registry',
  repository: 'repository; its slashes stay slashes',
};
const REGISTRY_PROBLEMS = { 429: 'rate_limited', 502: 'registry_unavailable', 504: 'registry_timeout' };
const READ_PROBLEMS = {
  400: 'invalid_reference, invalid_request',
  404: 'chart_not_found, registry_not_found',
  422: 'invalid_chart',
  ...REGISTRY_PROBLEMS,
};

const TRANSFER_ID = 'id of the transfer';
const TRANSFER_PROBLEMS = {
  400: 'invalid_request, invalid_reference',
  401: 'unauthenticated',
  403: 'promotion_denied, cross_origin',
  404: 'chart_not_found, registry_not_found',
  409: 'source_changed',
  422: 'invalid_chart, transfer_too_large, version_immutable, promotion_blocked',
  ...REGISTRY_PROBLEMS,
};
const STEERING_PROBLEMS = {
  401: 'unauthenticated',
  403: 'promotion_denied, cross_origin',
  404: 'transfer_not_found, registry_not_found',
  409: 'transfer_ended',
};

const OPERATIONS: readonly Operation[] = [
  {
    path: '/api/v1/channels',
    method: 'get',
    summary: 'The channels of all charts, a line a track',
    query: ChannelBoardRequest,
    answer: { status: 200, description: 'The lines asked for', schema: 'ChannelBoard' },
    problems: { 400: 'invalid_request' },
  },
  {
    path: '/api/v1/webhook-deliveries',
    method: 'get',
    summary: 'The configured webhooks, and the latest attempts to deliver to them, newest first',
    answer: { status: 200, description: 'What was sent', schema: 'DeliveryList' },
    problems: {},
  },
  {
    path: '/api/v1/webhook-deliveries',
    method: 'post',
    summary: 'Deliver a message once more',
    body: 'RepeatRequest',
    answer: { status: 202, description: 'It is sent behind the answer' },
    problems: { 400: 'invalid_request', 403: 'cross_origin', 404: 'call_not_found' },
  },
  {
    path: '/api/v1/registries',
    method: 'get',
    summary: 'Every configured registry and how it is doing',
    answer: {
      status: 200,
      description: 'The registries, in the order of the configuration',
      schema: 'RegistryList',
    },
    problems: {},
  },
  {
    path: '/api/v1/registries/{registry}/report',
    method: 'get',
    summary: 'A registry as a bug report shows it, as a file',
    pathParameters: { registry: ADDRESS.registry },
    answer: { status: 200, description: 'What is known of the registry', schema: 'RegistryReport' },
    problems: { 404: 'registry_not_found' },
  },
  {
    path: '/api/v1/hooks/{registry}',
    method: 'post',
    summary: 'Tell of a push, as registries do: the repositories named are read again',
    pathParameters: { registry: ADDRESS.registry },
    answer: { status: 202, description: 'How many events were taken', schema: 'HookReceipt' },
    problems: {
      400: 'invalid_request',
      401: 'unauthenticated',
      403: 'cross_origin',
      404: 'registry_not_found, call_not_found',
    },
  },
  {
    path: '/api/v1/events',
    method: 'get',
    summary: 'What changes, as server-sent events',
    answer: { status: 200, description: 'A stream of events that ends when the caller leaves' },
    problems: {},
  },
  {
    path: '/api/v1/registries/{registry}/refresh',
    method: 'post',
    summary: 'Read a registry again now',
    pathParameters: { registry: ADDRESS.registry },
    answer: { status: 202, description: 'Begun; GET /api/v1/registries shows the progress' },
    problems: { 403: 'cross_origin', 404: 'registry_not_found' },
  },
  {
    path: '/api/v1/charts',
    method: 'get',
    summary: 'Search the charts of all registries',
    query: ChartsRequest,
    answer: {
      status: 200,
      description:
        'The charts that match the query (words, "a phrase", -without, image:, version: and other fields), in the order of the page; the registries not read to the end; and what in the query was not understood',
      schema: 'ChartList',
    },
    problems: { 400: 'invalid_request' },
  },
  {
    path: '/api/v1/search-index',
    method: 'get',
    summary: 'Where the parts of what browsers search are',
    answer: {
      status: 200,
      description: 'The newest part of each kind of each registry',
      schema: 'IndexManifest',
    },
    problems: {},
  },
  {
    path: '/api/v1/search-index/{registry}/{part}/{hash}',
    method: 'get',
    summary: 'A part of the search index, or what led to it from another state; neither changes',
    pathParameters: {
      registry: ADDRESS.registry,
      part: '`charts`, `icons`, `images` or `versions`',
      hash: 'hash of the part, as the search index gives it',
    },
    query: SegmentRequest.pick({ from: true }),
    answer: { status: 200, description: 'The part, as columns that only browsers of this version read' },
    problems: { 400: 'invalid_request', 404: 'segment_not_found' },
  },
  {
    path: '/api/v1/charts/{registry}/{repository}',
    method: 'get',
    summary: 'A chart with its versions, newest first, and its channels',
    pathParameters: ADDRESS,
    answer: { status: 200, description: 'The chart', schema: 'Chart' },
    problems: READ_PROBLEMS,
  },
  {
    path: '/api/v1/charts/{registry}/{repository}{selector}',
    method: 'get',
    summary: 'One release of a chart: metadata, README, values, schema, dependencies and images',
    pathParameters: { ...ADDRESS, selector: '`@<version>`, `:<channel>` or `@sha256:<hex>`' },
    answer: { status: 200, description: 'The release', schema: 'Release' },
    problems: READ_PROBLEMS,
  },
  {
    path: '/api/v1/comparisons',
    method: 'get',
    summary: 'What differs between two releases of a chart',
    query: ComparisonRequest,
    answer: { status: 200, description: 'The differences', schema: 'Comparison' },
    problems: READ_PROBLEMS,
  },
  {
    path: '/api/v1/comparisons/images',
    method: 'get',
    summary: 'The images of two releases, compared by the digests that configured registries give them now',
    query: ComparisonRequest,
    answer: { status: 200, description: 'The images, those that differ first', schema: 'ImageComparison' },
    problems: READ_PROBLEMS,
  },
  {
    path: '/api/v1/images',
    method: 'get',
    summary: 'Which charts refer to an image',
    query: ImagesRequest,
    answer: {
      status: 200,
      description: 'Images that match any part of the reference, with the charts that refer to them',
      schema: 'ImageList',
    },
    problems: { 400: 'invalid_request' },
  },
  {
    path: '/api/v1/image-presence',
    method: 'get',
    summary: 'Whether the registry an image names has it; only configured registries are asked',
    query: ImagePresenceRequest,
    answer: { status: 200, description: 'What the registry said', schema: 'ImageReport' },
    problems: { 400: 'invalid_request, invalid_reference' },
  },
  {
    path: '/api/v1/promotions',
    method: 'get',
    summary: 'Promotions, newest first',
    query: PromotionsRequest,
    answer: { status: 200, description: 'The promotions', schema: 'PromotionList' },
    problems: { 400: 'invalid_request' },
  },
  {
    path: '/api/v1/promotions',
    method: 'post',
    summary: 'Point a channel at a digest, if it still points where the caller saw it',
    body: 'PromotionRequest',
    answer: { status: 201, description: 'The recorded promotion', schema: 'Promotion' },
    problems: {
      400: 'invalid_request, invalid_reference',
      401: 'unauthenticated',
      403: 'promotion_denied, cross_origin',
      404: 'chart_not_found, registry_not_found',
      409: 'channel_moved, source_changed, undo_refused',
      422: 'version_immutable, tag_protected, promotion_blocked',
      ...REGISTRY_PROBLEMS,
    },
  },
  {
    path: '/api/v1/transfer-plans',
    method: 'post',
    summary: 'What copying a release to another registry would do; nothing is written',
    body: 'TransferRequest',
    answer: {
      status: 200,
      description: 'What would be copied, and what stands in the way',
      schema: 'TransferPlan',
    },
    problems: TRANSFER_PROBLEMS,
  },
  {
    path: '/api/v1/transfers',
    method: 'get',
    summary: 'Transfers, newest first',
    answer: { status: 200, description: 'The last 200 transfers', schema: 'TransferList' },
    problems: {},
  },
  {
    path: '/api/v1/transfers',
    method: 'post',
    summary:
      'Copy a release with all that belongs to it to another registry, and promote it there at the end',
    body: 'TransferRequest',
    answer: { status: 201, description: 'The transfer, which goes on behind the answer', schema: 'Transfer' },
    problems: { ...TRANSFER_PROBLEMS, 409: 'transfer_conflict, channel_moved, source_changed' },
  },
  {
    path: '/api/v1/transfers/{id}',
    method: 'get',
    summary: 'A transfer with its steps',
    pathParameters: { id: TRANSFER_ID },
    answer: { status: 200, description: 'How far it is, and what was done', schema: 'Transfer' },
    problems: { 404: 'transfer_not_found' },
  },
  {
    path: '/api/v1/transfers/{id}/cancel',
    method: 'post',
    summary: 'End a transfer; what was copied stays, without a tag',
    pathParameters: { id: TRANSFER_ID },
    answer: { status: 200, description: 'The transfer', schema: 'Transfer' },
    problems: STEERING_PROBLEMS,
  },
  {
    path: '/api/v1/transfers/{id}/resume',
    method: 'post',
    summary: 'Go on with a transfer that failed, was canceled, or waits for its owner',
    pathParameters: { id: TRANSFER_ID },
    answer: { status: 200, description: 'The transfer', schema: 'Transfer' },
    problems: STEERING_PROBLEMS,
  },
  {
    path: '/api/v1/moves',
    method: 'get',
    summary: 'Moves of channels, newest first: promotions made here, and moves seen and made elsewhere',
    query: MovesRequest,
    answer: { status: 200, description: 'The moves, and whether there are earlier ones', schema: 'MoveList' },
    problems: { 400: 'invalid_request' },
  },
  {
    path: '/api/v1/earlier-releases',
    method: 'get',
    summary: 'Where a channel was before, the latest first, and whether the registry still has it',
    query: EarlierReleasesRequest,
    answer: { status: 200, description: 'The releases, at most 20', schema: 'EarlierReleaseList' },
    problems: { 400: 'invalid_request', 404: 'registry_not_found' },
  },
  {
    path: '/api/v1/promotion-checks',
    method: 'post',
    summary: 'What speaks for and against a promotion, and the requests it would make; nothing is moved',
    body: 'PromotionForecastRequest',
    answer: {
      status: 200,
      description: 'The checks, and what the promotion would do',
      schema: 'PromotionForecast',
    },
    problems: {
      400: 'invalid_request, invalid_reference',
      401: 'unauthenticated',
      403: 'promotion_denied, cross_origin',
      404: 'chart_not_found, registry_not_found',
      ...REGISTRY_PROBLEMS,
    },
  },
  {
    path: '/api/v1/permissions',
    method: 'get',
    summary: 'Whether the caller may promote in a repository, by what the registry grants; nothing is tried',
    query: PermissionRequest,
    answer: {
      status: 200,
      description: 'What the registry said, and who the caller is there',
      schema: 'Permission',
    },
    problems: { 400: 'invalid_request, invalid_reference', 404: 'registry_not_found' },
  },
  {
    path: '/api/v1/sessions',
    method: 'get',
    summary: 'The registries that know people by name, and as whom they know the caller',
    answer: {
      status: 200,
      description: 'The registries, in the order of the configuration',
      schema: 'SessionList',
    },
    problems: {},
  },
  {
    path: '/api/v1/sessions',
    method: 'post',
    summary: 'Sign in at a registry where everyone promotes with their own login; the answer sets a cookie',
    body: 'SignInRequest',
    answer: { status: 201, description: 'The registry took the login', schema: 'SignedIn' },
    problems: {
      400: 'invalid_request',
      401: 'unauthenticated',
      403: 'cross_origin',
      404: 'registry_not_found',
      ...REGISTRY_PROBLEMS,
    },
  },
  {
    path: '/api/v1/sessions',
    method: 'delete',
    summary: 'Sign out of all registries',
    answer: { status: 204, description: 'Nobody is signed in any more' },
    problems: { 403: 'cross_origin' },
  },
  {
    path: '/api/v1/sessions/{registry}',
    method: 'delete',
    summary: 'Sign out of a registry',
    pathParameters: { registry: ADDRESS.registry },
    answer: { status: 204, description: 'Nobody is signed in there any more' },
    problems: { 403: 'cross_origin', 404: 'registry_not_found' },
  },
  {
    path: '/healthz',
    method: 'get',
    summary: 'Whether the process is alive',
    answer: { status: 200, description: 'It is' },
    problems: {},
  },
  {
    path: '/readyz',
    method: 'get',
    summary: 'Whether the store is open',
    answer: { status: 200, description: 'It is' },
    problems: { 503: 'not ready' },
  },
];

/** The OpenAPI 3.1 document of the HTTP API, generated from the schemas the handlers use: https://spec.openapis.org/oas/v3.1.0 */
export function buildOpenApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chartroom',
      version,
      description: 'Helm charts across OCI registries: search, versions, channels, images, promotion.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(COMPONENTS).map(([name, type]) => [name, toJsonSchema(type)]),
      ),
    },
  };
}

function describeOperation({ summary, pathParameters, query, body, answer, problems }: Operation): Json {
  const parameters = [
    ...Object.entries(pathParameters ?? {}).map(([name, description]) => ({
      name,
      in: 'path',
      required: true,
      description,
      schema: { type: 'string' },
    })),
    ...queryParameters(query),
  ];
  return {
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: content('application/json', body) } }),
    responses: {
      [answer.status]: {
        description: answer.description,
        ...(answer.schema && { content: content('application/json', answer.schema) }),
      },
      ...Object.fromEntries(
        Object.entries(problems).map(([status, codes]) => [
          status,
          { description: codes, content: content('application/problem+json', 'Problem') },
        ]),
      ),
    },
  };
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property,
  }));
}

function content(mediaType: string, name: keyof typeof COMPONENTS): Json {
  return { [mediaType]: { schema: { $ref: `#/components/schemas/${name}` } } };
}

function toJsonSchema(type: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(type, { io: 'input' });
  return rest;
}
