package io.weirflow.assertion;

import io.weirflow.base.Utf8Order;

/**
 * What an assertion speaks about: a subject, such as a URL, within a namespace, such as {@link #BLOB}. Ordered by
 * namespace, then subject, as UTF-8 bytes.
 *
 * @param namespace who can say whether the assertion still holds
 * @param subject what it is about
 */
public record AssertionKey(String namespace, String subject) implements Comparable<AssertionKey> {
    /** The namespace of content in blob stores; its properties are {@code etag}, {@code last-modified}, {@code size}. */
    public static final String BLOB = "blob";

    @Override
    public int compareTo(AssertionKey other) {
        int order = Utf8Order.INSTANCE.compare(namespace, other.namespace);
        return order != 0 ? order : Utf8Order.INSTANCE.compare(subject, other.subject);
    }

    /** Returns {@code {subject namespace}}, the form that conflicts and differences show. */
    @Override
    public String toString() {
        return "{" + subject + " " + namespace + "}";
    }
}
