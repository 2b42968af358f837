import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A port that the stack needs is taken. */
export class BusyPortError extends Error {
  override readonly name = 'BusyPortError';

  constructor(port: number, variable: string) {
    super(`Port ${port} is in use. Set ${variable} to another port, for example: ${variable}=${port + 1} npm start`);
  }
}

/**
 * Makes sure that a port is free on loopback.
 * @param variable the setting that moves it
 * @throws BusyPortError
 */
export async function checkPortIsFree(port: number, variable: string): Promise<void> {
  // A server that listens on all addresses doesn't keep us from listening on one, but it may answer instead of us.
  for (const host of ['127.0.0.1', '::1']) {
    if (await isListening(port, host)) throw new BusyPortError(port, variable);
  }
  try {
    await release(await listen(port));
  } catch {
    throw new BusyPortError(port, variable);
  }
}

/** Below the ports that systems give to connections: one of those can be taken again before a server listens on it. */
const LOWEST_PORT = 20_000;
const PORTS = 12_000;

/** A port that nobody uses. @throws Error when a hundred in a row are taken */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = LOWEST_PORT + Math.floor(Math.random() * PORTS);
    const server = await listen(port).catch(() => undefined);
    if (!server) continue;
    await release(server);
    return port;
  }
  throw new Error('no free port');
}

/** Waits until a server accepts connections, or gives up when `failed` says why. */
export async function waitForPort(port: number, failed: () => Error | undefined): Promise<void> {
  while (!(await isListening(port, '127.0.0.1'))) {
    const error = failed();
    if (error) throw error;
    await delay(50);
  }
}

async function isListening(port: number, host: string): Promise<boolean> {
  const socket = connect({ port, host });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function listen(port: number) {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function release(server: ReturnType<typeof createServer>): Promise<void> {
  server.close();
  await once(server, 'close');
}
