import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import * as sdk from '@aws-sdk/client-dynamodb';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../../packaging/bundle-options.ts';
import { entriesAt, readYaml } from '../contract/sources.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** `custom.esbuild` of `serverless.yml`. */
const CUSTOM = Object.fromEntries(entriesAt(readYaml('serverless.yml'), 'custom', 'esbuild'));

let workDir: string;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'lean-sdk-'));
});
afterAll(() => rm(workDir, { recursive: true }));

/** The code of a bundle that is made as those of the functions are. */
async function bundled(contents: string, { resolveDir = ROOT, isLean = true } = {}): Promise<string> {
  const { plugins = [], ...options } = bundleOptions(CUSTOM, ROOT);
  const made = {
    stdin: { contents, resolveDir },
    plugins: isLean ? plugins : [],
    write: false,
    logLevel: 'silent',
  } as const;
  const { outputFiles = [] } = await build({ ...options, ...made });
  return outputFiles[0]?.text ?? '';
}

describe('a bundle', () => {
  const sends = "export { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'";
  const bundles = Promise.all([bundled(sends), bundled(sends, { isLean: false })]);

  it.each([
    { what: 'operations that nobody calls', text: '/v2/email/deliverability-dashboard' },
    { what: 'errors that the code does not name', text: 'InvalidNextTokenException' },
    { what: 'the rest of the package.json', text: 'typesVersions' },
    { what: 'what reads configuration files', text: 'AWS_SHARED_CREDENTIALS_FILE' },
  ])('does not hold $what', async ({ text }) => {
    const [lean, whole] = await bundles;
    expect([lean.includes(text), whole.includes(text)]).toEqual([false, true]);
  });

  it('holds a tenth less than without the plugin', async () => {
    const [lean, whole] = await bundles;
    expect(lean.length).toBeLessThan(whole.length * 0.9);
  });

  it('is not made when the SDK is written in another way', async () => {
    const client = join(workDir, 'node_modules/@aws-sdk/client-odd');
    await mkdir(join(client, 'dist-es/schemas'), { recursive: true });
    const schemas = 'const _a = "a";\nexport const A = { [_a]: 1 };\nother.registerError(A, class {}, true);\n';
    await writeFile(join(client, 'dist-es/schemas/schemas_0.js'), schemas);
    const made = bundled("export * from '@aws-sdk/client-odd/dist-es/schemas/schemas_0.js'", { resolveDir: workDir });
    await expect(made).rejects.toThrow(/client-odd.*adapt/);
  });
});

describe('an error of DynamoDB', () => {
  const uses = ['DynamoDBClient', 'PutItemCommand', 'ConditionalCheckFailedException', 'DynamoDBServiceException'];
  let lean: typeof sdk;

  beforeAll(async () => {
    const file = join(workDir, 'dynamodb.cjs');
    await writeFile(file, await bundled(`export { ${uses.join(', ')} } from '@aws-sdk/client-dynamodb'`));
    lean = createRequire(import.meta.url)(file);
  });

  it.each([
    { type: 'ConditionalCheckFailedException', status: 400, what: 'the code names' },
    { type: 'ResourceInUseException', status: 400, what: 'the code does not name' },
    { type: 'InternalServerError', status: 500, what: 'is a fault of the service' },
    { type: 'BrandNewException', status: 400, what: 'is newer than the SDK' },
  ])('that $what ($type) is the same from a bundle as from the whole SDK', async ({ type, status }) => {
    const error = await refusedPut(lean, type, status);
    expect(error).toEqual(await refusedPut(sdk, type, status));
    expect(error).toMatchObject({ name: type, message: 'why', isOfTheService: true });
  });
});

/** What code can see of the error of a write that DynamoDB answers like this. */
async function refusedPut(
  { DynamoDBClient, PutItemCommand, ConditionalCheckFailedException, DynamoDBServiceException }: typeof sdk,
  type: string,
  status: number,
) {
  const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'why' });
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      handle: async () => ({ response: { statusCode: status, headers: {}, body: Readable.from([Buffer.from(body)]) } }),
    },
  });
  const put = client.send(new PutItemCommand({ TableName: 't', Item: { pk: { S: 'p' } } }));
  const thrown = await put.then(() => undefined, Object);
  return {
    ...{ name: thrown.name, message: thrown.message, fault: thrown.$fault, status: thrown.$metadata?.httpStatusCode },
    isOfTheService: thrown instanceof DynamoDBServiceException,
    isConditional: thrown instanceof ConditionalCheckFailedException,
  };
}
