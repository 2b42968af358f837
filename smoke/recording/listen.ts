import { AsyncLocalStorage } from 'node:async_hooks';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** A client of the AWS SDK, as far as it sends requests. */
interface SendingClient {
  config: {
    requestHandler: {
      handle(
        ...sent: never[]
      ): Promise<{ response: { statusCode: number; headers: Record<string, string>; body?: unknown } }>;
    };
  };
}

const heard = new AsyncLocalStorage<RawAnswer[]>();

/** Makes a client tell `answersTo` what each of its requests is answered with, before the SDK reads it. */
export function listenTo<Client extends SendingClient>(client: Client): Client {
  const { requestHandler } = client.config;
  const send = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (...sent) => {
    const received = await send(...sent);
    const { response } = received;
    const answers = heard.getStore();
    if (!answers || !isStream(response.body)) return received;
    const body = await bytesOf(response.body);
    answers.push({ status: response.statusCode, headers: response.headers, body: body.toString() });
    // The SDK reads bytes as well as a stream.
    response.body = new Uint8Array(body);
    return received;
  };
  return client;
}

/** Runs something that sends requests with such clients, and collects their answers. */
export async function answersTo(run: () => Promise<unknown>): Promise<{ answers: RawAnswer[]; error?: unknown }> {
  const answers: RawAnswer[] = [];
  try {
    await heard.run(answers, run);
    return { answers };
  } catch (error) {
    return { answers, error };
  }
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream));
}
