/** Terms a leaf holds before it is split by their next character. */
const LEAF_SIZE = 512;
/** Leaves deeper than this are not split, so that long common beginnings cannot build a deep tree. */
const MAX_DEPTH = 32;

interface Leaf {
  readonly terms: number[];
}

interface Branch {
  /** The terms that end here, and those of each next character. */
  readonly ended: number[];
  readonly children: Map<number, Node>;
}

type Node = Leaf | Branch;

/** The text of terms, character by character. */
export interface TermTexts {
  lengthOf(term: number): number;
  charOf(term: number, index: number): number;
}

/** Finds the terms that begin with a prefix without looking at the others. */
export class PrefixTree {
  readonly #texts: TermTexts;
  #root: Node = { terms: [] };

  constructor(texts: TermTexts) {
    this.#texts = texts;
  }

  add(term: number): void {
    const texts = this.#texts;
    let node = this.#root;
    let parent: Branch | undefined;
    let depth = 0;
    while (!('terms' in node)) {
      if (texts.lengthOf(term) === depth) {
        node.ended.push(term);
        return;
      }
      parent = node;
      const char = texts.charOf(term, depth);
      depth += 1;
      const child = node.children.get(char);
      if (child === undefined) {
        node.children.set(char, { terms: [term] });
        return;
      }
      node = child;
    }
    node.terms.push(term);
    if (node.terms.length <= LEAF_SIZE || depth >= MAX_DEPTH) return;
    const branch = this.#split(node, depth);
    if (parent === undefined) this.#root = branch;
    else parent.children.set(texts.charOf(term, depth - 1), branch);
  }

  /** Calls `visit` with each term that begins with `prefix`, in no order. */
  each(prefix: string, visit: (term: number) => void): void {
    let node = this.#root;
    let depth = 0;
    while (!('terms' in node)) {
      if (depth === prefix.length) {
        eachBelow(node, visit);
        return;
      }
      const child = node.children.get(prefix.charCodeAt(depth));
      if (child === undefined) return;
      node = child;
      depth += 1;
    }
    for (const term of node.terms) {
      if (this.#hasPrefix(term, prefix, depth)) visit(term);
    }
  }

  #hasPrefix(term: number, prefix: string, from: number): boolean {
    if (this.#texts.lengthOf(term) < prefix.length) return false;
    for (let index = from; index < prefix.length; index += 1) {
      if (this.#texts.charOf(term, index) !== prefix.charCodeAt(index)) return false;
    }
    return true;
  }

  #split(leaf: Leaf, depth: number): Branch {
    const branch: Branch = { ended: [], children: new Map() };
    for (const term of leaf.terms) {
      if (this.#texts.lengthOf(term) === depth) branch.ended.push(term);
      else {
        const char = this.#texts.charOf(term, depth);
        const child = branch.children.get(char) as Leaf | undefined;
        if (child === undefined) branch.children.set(char, { terms: [term] });
        else child.terms.push(term);
      }
    }
    return branch;
  }
}

function eachBelow(node: Node, visit: (term: number) => void): void {
  for (const term of 'terms' in node ? node.terms : node.ended) visit(term);
  if ('terms' in node) return;
  for (const child of node.children.values()) eachBelow(child, visit);
}
