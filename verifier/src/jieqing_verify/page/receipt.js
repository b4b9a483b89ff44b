// A chain receipt, read strictly. Whether the chain holds it cannot be told offline: it is recorded, not checked.
import { hasKeys, isMatch } from "./entry.js";
import { Wrong } from "./wrong.js";

const KEYS = "at block chain_id contract kind root size tx";
const [ADDRESS, DIGEST] = ["^0x[0-9a-fA-F]{40}$", "^(0x)?[0-9a-f]{64}$"];
const MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?Z$";

/** {chain_id, contract, tx, size, root: hex without 0x} of a receipt's value. */
export function parseReceipt(value) {
  const isForm = hasKeys(value, KEYS) && value.kind === "evm"
    && [value.chain_id, value.block, value.size].every((number) => Number.isSafeInteger(number) && number >= 0)
    && isMatch(ADDRESS, value.contract) && isMatch(DIGEST, value.tx) && isMatch(DIGEST, value.root) && isMatch(MOMENT, value.at);
  if (!isForm) throw new Wrong("receipt_malformed");
  return { ...value, root: value.root.replace(/^0x/, "") };
}
