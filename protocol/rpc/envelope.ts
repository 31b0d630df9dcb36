import * as z from 'zod';
import { type ErrorCode, ParleyError, WireError } from '../errors.ts';
import { COMMANDS, type CommandData, type CommandName, type CommandReply } from './commands.ts';
import { ORDERS, type OrderData, type OrderName, type OrderReply } from './orders.ts';

/** The result of a call between main and page. Errors are data, since RPC and IPC keep only the message of an `Error`. */
export const RpcResult = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
]);
export type RpcResult = z.infer<typeof RpcResult>;

/** Identifies a request of birpc, so that its reply finds it. */
const CallId = z.string().min(1).max(64);

/**
 * One message between main and page: a request or a reply of birpc, as JSON text. A reply has a {@link RpcResult} and
 * never birpc's own error, because `handle` does not reject.
 */
export const RpcMessage = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('q'),
    i: CallId,
    m: z.literal('handle'),
    a: z.tuple([z.unknown(), z.unknown()]),
  }),
  z.object({ t: z.literal('s'), i: CallId, r: z.unknown().optional() }),
]);
export type RpcMessage = z.infer<typeof RpcMessage>;

/** A request that is malformed otherwise, but can be answered. */
const AnswerableRequest = z.object({ t: z.literal('q'), i: CallId });

/** The text of a message, parsed: the message, or the text that refuses the request. Neither if no reply is possible. */
export function readRpcMessage(text: unknown): { message?: RpcMessage; refusal?: string } {
  const sent = parsedJson(text);
  const { data: message } = RpcMessage.safeParse(sent);
  if (message) return { message };
  return { refusal: refusalOf(sent, new ParleyError('RPC_MALFORMED', 'malformed request')) };
}

/** The text of the reply that refuses a request; none if this is no request. */
export function refuseRpcText(text: unknown, error: ParleyError): string | undefined {
  return refusalOf(parsedJson(text), error);
}

function refusalOf(sent: unknown, error: ParleyError): string | undefined {
  const request = AnswerableRequest.safeParse(sent);
  if (!request.success) return undefined;
  const r: RpcResult = { ok: false, error: error.toWire() };
  return JSON.stringify({ t: 's', i: request.data.i, r } satisfies RpcMessage);
}

function parsedJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

/** WebSocket close code (RFC 6455 §7.4.2) for a page that was replaced by a newer one. It does not reconnect by itself. */
export const PAGE_REPLACED_CODE = 4001;

/** WebSocket close code for a page whose files were built again (`npm run dev`). It loads itself again. */
export const PAGE_RELOAD_CODE = 4002;

/** The one function that each side offers to the other. Names and data are parsed from `unknown`. */
export interface RpcPeer {
  handle(name: unknown, data: unknown): Promise<RpcResult>;
}

type Contract = Record<string, { data: z.ZodType; reply: z.ZodType }>;
type Handlers<C extends Contract> = {
  [Name in keyof C]: (data: z.infer<C[Name]['data']>) => Promise<z.infer<C[Name]['reply']>>;
};

export type CommandHandlers = Handlers<typeof COMMANDS>;
export type OrderHandlers = Handlers<typeof ORDERS>;

function serve<C extends Contract>(contract: C, handlers: Handlers<C>, fallback: ErrorCode): RpcPeer {
  return {
    async handle(name, data) {
      try {
        if (typeof name !== 'string' || !Object.hasOwn(contract, name)) {
          throw new ParleyError('RPC_MALFORMED', 'no such call');
        }
        const entry = contract[name];
        const parsed = entry?.data.safeParse(data);
        if (!parsed?.success) {
          const issue = parsed?.error.issues[0];
          throw new ParleyError('RPC_MALFORMED', `${name}: ${issue?.path.join('.')} ${issue?.code}`);
        }
        return { ok: true, value: await handlers[name]?.(parsed.data as never) };
      } catch (thrown) {
        return { ok: false, error: ParleyError.from(thrown, fallback).toWire() };
      }
    },
  };
}

/** Offers main's commands to a page. */
export function serveCommands(handlers: CommandHandlers): RpcPeer {
  return serve(COMMANDS, handlers, 'STATE_ILLEGAL');
}

/** Offers a page's orders to main. */
export function serveOrders(handlers: OrderHandlers): RpcPeer {
  return serve(ORDERS, handlers, 'MEDIA_FAILED');
}

async function call(contract: Contract, peer: RpcPeer, name: string, data: unknown): Promise<unknown> {
  const result = RpcResult.safeParse(await peer.handle(name, data));
  if (!result.success) throw new ParleyError('RPC_MALFORMED', `${name}: malformed result`);
  if (!result.data.ok) throw ParleyError.fromWire(result.data.error);
  const value = contract[name]?.reply.safeParse(result.data.value);
  if (!value?.success) throw new ParleyError('RPC_MALFORMED', `${name}: malformed reply`);
  return value.data;
}

/** Sends a command to main. @throws ParleyError main's own error, or RPC_MALFORMED */
export function sendCommand<Name extends CommandName>(
  peer: RpcPeer,
  name: Name,
  data: CommandData<Name>,
): Promise<CommandReply<Name>> {
  return call(COMMANDS, peer, name, data) as Promise<CommandReply<Name>>;
}

/** Sends an order to a page. @throws ParleyError the page's own error, or RPC_MALFORMED */
export function sendOrder<Name extends OrderName>(
  peer: RpcPeer,
  name: Name,
  data: OrderData<Name>,
): Promise<OrderReply<Name>> {
  return call(ORDERS, peer, name, data) as Promise<OrderReply<Name>>;
}
