package io.weirflow.run.state;

/** What the records of a graph hold. */
enum ChunkKind {
    /** Of each node its runtime, the number of its parents and its children. */
    CHILDREN,
    /** Of each node its parents. */
    PARENTS,
    /** Of each node what the user stated. */
    SPECS
}
