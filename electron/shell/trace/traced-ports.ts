import { ParleyError } from '../../../protocol/errors.ts';
import type { RpcPeer } from '../../../protocol/rpc/envelope.ts';
import type { ConnectedPage, Log, PageConnection, SignalingPort } from '../../core/ports.ts';

/** Traces each request with its reply, and each notice. Without a trace it is the port itself. */
export function tracedSignaling(port: SignalingPort, log: Log): SignalingPort {
  const { trace } = log;
  if (trace === undefined) return port;
  return {
    connect(options) {
      const notice: typeof options.events.notice = (came) => {
        trace(`notice ${came.name}`, came.data);
        options.events.notice(came);
      };
      const signaling = port.connect({ ...options, events: { ...options.events, notice } });
      return {
        close: () => signaling.close(),
        request: async (name, data, how) => {
          trace(`request ${name}`, data);
          try {
            const reply = await signaling.request(name, data, how);
            trace(`reply ${name}`, reply);
            return reply;
          } catch (thrown) {
            trace(`refusal ${name}`, { code: ParleyError.from(thrown, 'SERVER_INTERNAL').code });
            throw thrown;
          }
        },
      };
    },
  };
}

/** Traces orders to each page and commands from it, with their failures. Without a trace it is `connect` itself. */
export function tracedPages(
  connect: (page: ConnectedPage) => PageConnection,
  log: Log,
): (page: ConnectedPage) => PageConnection {
  const { trace } = log;
  if (trace === undefined) return connect;
  const traced = (peer: RpcPeer, kind: string): RpcPeer['handle'] => {
    return async (name, data) => {
      trace(`${kind} ${name}`, data as Record<string, unknown>);
      const result = await peer.handle(name, data);
      if (!result.ok) trace(`${kind} ${name} failed`, { code: result.error.code });
      return result;
    };
  };
  return (page) => {
    const connection = connect({ handle: traced(page, 'order'), replaced: () => page.replaced() });
    return { handle: traced(connection, 'command'), closed: () => connection.closed() };
  };
}
