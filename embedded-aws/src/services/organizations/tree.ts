/** What is in each root and OU, found without a look at everything else: an organization can have 50,000 accounts. */
export class Tree<Node extends { id: string; parentId: string }> {
  readonly #byId: Map<string, Node>;
  readonly #byParent: Map<string, Node[]>;
  readonly all: readonly Node[];

  constructor(nodes: Node[]) {
    this.all = nodes;
    this.#byId = new Map(nodes.map((node) => [node.id, node]));
    this.#byParent = new Map();
    for (const node of nodes) this.#childrenOf(node.parentId).push(node);
  }

  get(id: string): Node | undefined {
    return this.#byId.get(id);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** Those directly in a root or an OU. */
  in(parentId: string): readonly Node[] {
    return this.#byParent.get(parentId) ?? [];
  }

  /** Puts a node under another parent. */
  move(node: Node, parentId: string): void {
    const siblings = this.#childrenOf(node.parentId);
    siblings.splice(siblings.indexOf(node), 1);
    node.parentId = parentId;
    this.#childrenOf(parentId).push(node);
  }

  #childrenOf(parentId: string): Node[] {
    const children = this.#byParent.get(parentId) ?? [];
    this.#byParent.set(parentId, children);
    return children;
  }
}
