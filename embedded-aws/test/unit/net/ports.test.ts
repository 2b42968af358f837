import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkPortIsFree, findFreePort } from '../../../src/net/ports.ts';

describe('findFreePort', () => {
  it('finds ports that can be listened on, and that no system gives to a connection', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, findFreePort));
    for (const port of ports) {
      expect(port).toBeGreaterThan(1024);
      expect(port).toBeLessThan(32_768);
      await expect(checkPortIsFree(port, 'HTTP_PORT')).resolves.toBeUndefined();
    }
  });
});

describe('checkPortIsFree', () => {
  it('throws an error that names the port and the variable that moves it when the port is taken', async () => {
    const port = await findFreePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    await expect(checkPortIsFree(port, 'HTTP_PORT')).rejects.toThrow(
      `Port ${port} is in use. Set HTTP_PORT to another`,
    );
    server.close();
  });
});
