/** Owns a wire that can fail: a proxy on 127.0.0.1 that can cut its connections, or let them hang without a word. */
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  /** The URL by way of the proxy. */
  readonly url: string;
  /** Connections that were accepted so far. */
  readonly accepted: () => number;
  /** Both ends of every connection are closed. */
  cut(): void;
  /** Nothing goes through any more, in either direction; nobody is told. */
  hang(): void;
  /** New connections go through again; those that hang stay so. */
  heal(): void;
  /** No new connection is accepted. */
  refuse(): void;
  close(): Promise<void>;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'postgres:': 5432, 'mysql:': 3306 };

export async function tcpProxy(to: string): Promise<TcpProxy> {
  const target = new URL(to);
  const port = Number(target.port || DEFAULT_PORTS[target.protocol]);
  const pairs = new Set<readonly [Socket, Socket]>();
  let mode: 'open' | 'hanging' | 'refusing' = 'open';
  let accepted = 0;
  const server = createServer((client) => {
    accepted += 1;
    if (mode === 'refusing') {
      client.destroy();
      return;
    }
    const upstream = connect(port, target.hostname);
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    if (mode === 'hanging') return;
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = new URL(to);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  const cut = () => {
    for (const pair of [...pairs]) for (const socket of pair) socket.destroy();
  };
  return {
    url: url.href,
    accepted: () => accepted,
    cut,
    hang() {
      mode = 'hanging';
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream);
        upstream.unpipe(client);
        client.pause();
        upstream.pause();
      }
    },
    heal() {
      mode = 'open';
    },
    refuse() {
      mode = 'refusing';
    },
    async close() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
