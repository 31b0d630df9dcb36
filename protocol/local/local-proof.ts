import * as z from 'zod';

/*
 * A client and a server on one machine prove to each other that both belong to the same user. The server stores a secret
 * in a file that only its user can read (`local-secret`), and each side signs a nonce that the other one chose.
 */

const Nonce = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9_-]{16,128}$/);
/** HMAC-SHA256 in base64url. */
const Proof = z
  .string()
  .length(43)
  .regex(/^[A-Za-z0-9_-]{43}$/);

/** Body of `POST /challenge`, with the client's nonce. */
export const ChallengeRequest = z.object({ nonce: Nonce });
/** `proof` signs {@link serverProofText}. The challenge is valid for one `POST /token` shortly after. */
export const ChallengeReply = z.object({ challenge: Nonce, proof: Proof });
export type ChallengeReply = z.infer<typeof ChallengeReply>;

/** The client's part of `POST /token`: `proof` signs {@link tokenProofText}. */
export const LocalProof = z.object({ challenge: Nonce, proof: Proof });
export type LocalProof = z.infer<typeof LocalProof>;

/** Text that a server signs to prove that it belongs to this user. */
export function serverProofText({ nonce, challenge }: { nonce: string; challenge: string }): string {
  return `parley-server\n${nonce}\n${challenge}`;
}

/** Text that a client signs to get a token for a name. */
export function tokenProofText({
  challenge,
  displayName,
}: {
  challenge: string;
  displayName: string;
}): string {
  return `parley-token\n${challenge}\n${displayName}`;
}
