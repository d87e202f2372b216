// The Merkle tree of RFC 6962 over the log: roots, and proofs that an entry is in it.

import { joined, same } from "./bytes.js";
import { sha256 } from "./sha256.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafHash(entry) {
  return sha256(joined(LEAF, entry));
}

const nodeHash = (left, right) => sha256(joined(NODE, left, right));

// The roots of the full subtrees that make up a tree, largest first, each with its number of leaves.
export class Frontier {
  #roots = [];

  append(leaf) {
    let node = { size: 1, hash: leaf };
    while (this.#roots.at(-1)?.size === node.size) {
      const left = this.#roots.pop();
      node = { size: 2 * node.size, hash: nodeHash(left.hash, node.hash) };
    }
    this.#roots.push(node);
  }

  root() {
    if (this.#roots.length === 0) return sha256(new Uint8Array());
    return this.#roots.map((node) => node.hash).reduceRight((right, left) => nodeHash(left, right));
  }
}

// Returns the roots over the first so many leaves, for each of `sizes`, in one pass; null where a leaf is missing.
export function rootsAt(leaves, sizes) {
  const wanted = new Set(sizes);
  const roots = new Map();
  const frontier = new Frontier();
  if (wanted.has(0)) roots.set(0, frontier.root());
  for (const [at, leaf] of leaves.entries()) {
    if (leaf === null) break;
    frontier.append(leaf);
    if (wanted.has(at + 1)) roots.set(at + 1, frontier.root());
  }
  return (size) => roots.get(size) ?? null;
}

// Returns whether the hashes lead from the leaf to the root of a tree of `size` leaves (RFC 9162, 2.1.3.2).
export function includes(leaf, index, size, hashes, root) {
  if (index >= size) return false;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const other of hashes) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(other, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, other);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(hash, root);
}
