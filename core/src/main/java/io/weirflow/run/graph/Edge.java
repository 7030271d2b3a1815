package io.weirflow.run.graph;

/**
 * A dependency: the destination waits for the source and receives its output.
 *
 * @param source the name of the node that comes first
 * @param destination the name of the node that depends on it
 */
public record Edge(String source, String destination) {
    @Override
    public String toString() {
        return source + " -> " + destination;
    }
}
