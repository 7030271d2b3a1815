package io.weirflow.assertion;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Utf8Order;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.Digester;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Statements about sources, made when a file was read from them: for each {@linkplain AssertionKey key} a set of named
 * properties. A stored result holds as long as its assertions do.
 *
 * <p>Immutable and thread-safe. Equal assertions are the same object: they are interned weakly, so that a million files
 * which share a few sets of assertions store each set once, and {@code equals} is a comparison of references.
 */
public final class Assertions {
    private static final Interner<Assertions> INTERNER = Interners.newWeakInterner();

    /** No assertions. */
    public static final Assertions NONE = INTERNER.intern(new Assertions(ImmutableSortedMap.of()));

    private final ImmutableSortedMap<AssertionKey, ImmutableSortedMap<String, String>> entries;
    private final Digest digest;

    private Assertions(ImmutableSortedMap<AssertionKey, ImmutableSortedMap<String, String>> entries) {
        this.entries = entries;
        Digester digester = new Digester();
        writeTo(digester);
        this.digest = digester.finish();
    }

    /** Returns assertions with the given properties by key. A key without properties is kept. */
    public static Assertions of(Map<AssertionKey, ? extends Map<String, String>> entries) {
        if (entries.isEmpty()) {
            return NONE;
        }
        ImmutableSortedMap.Builder<AssertionKey, ImmutableSortedMap<String, String>> copy =
                ImmutableSortedMap.naturalOrder();
        entries.forEach((key, properties) -> copy.put(key, ImmutableSortedMap.copyOf(properties, Utf8Order.INSTANCE)));
        return INTERNER.intern(new Assertions(copy.build()));
    }

    /** Returns assertions about one key. */
    public static Assertions of(AssertionKey key, Map<String, String> properties) {
        return of(Map.of(key, properties));
    }

    /**
     * Returns the union of several assertions.
     *
     * @throws WeirflowException of kind PRECONDITION if two of them state different properties for the same key; the
     *     message names the key and the properties
     */
    public static Assertions merge(Collection<Assertions> list) {
        Set<Assertions> distinct = new LinkedHashSet<>(list);
        distinct.remove(NONE);
        if (distinct.size() <= 1) {
            return distinct.isEmpty() ? NONE : distinct.iterator().next();
        }
        Map<AssertionKey, ImmutableSortedMap<String, String>> union = new TreeMap<>();
        for (Assertions assertions : distinct) {
            assertions.entries.forEach((key, properties) -> {
                ImmutableSortedMap<String, String> present = union.putIfAbsent(key, properties);
                if (present != null && !present.equals(properties)) {
                    throw conflict(key, present, properties);
                }
            });
        }
        return of(union);
    }

    static WeirflowException conflict(AssertionKey key, Map<String, String> first, Map<String, String> second) {
        return WeirflowException.of(
                ErrorKind.PRECONDITION, "", "conflict for " + key + ": " + difference(first, second));
    }

    /**
     * Returns {@code name (a -> b), …} for the properties that differ, those of the first before those of the second alone,
     * {@code <nil>} standing for an absent one. The empty text if none differs.
     */
    public static String difference(Map<String, String> first, Map<String, String> second) {
        StringJoiner text = new StringJoiner(", ");
        Set<String> names = new LinkedHashSet<>(first.keySet());
        names.addAll(second.keySet());
        for (String name : names) {
            String left = first.getOrDefault(name, "<nil>");
            String right = second.getOrDefault(name, "<nil>");
            if (!left.equals(right)) {
                text.add(name + " (" + left + " -> " + right + ")");
            }
        }
        return text.toString();
    }

    /** Returns the properties by key, ordered. */
    public Map<AssertionKey, ? extends Map<String, String>> asMap() {
        return entries;
    }

    /** Returns the number of keys. */
    public int size() {
        return entries.size();
    }

    /** Tells whether nothing is asserted. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns the digest of the bytes that {@link #writeTo} writes; computed once. */
    public Digest digest() {
        return digest;
    }

    /**
     * Writes what identifies these assertions into a digest, as Reflow does: for each key in order and each of its
     * properties in order, subject, namespace, property and value, without separators.
     */
    public void writeTo(Digester digester) {
        entries.forEach((key, properties) -> properties.forEach((name, value) -> digester.updateUtf8(key.subject())
                .updateUtf8(key.namespace())
                .updateUtf8(name)
                .updateUtf8(value)));
    }

    @Override
    public boolean equals(Object object) {
        return this == object || object instanceof Assertions other && entries.equals(other.entries);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    /** Returns {@code empty}, or entries {@code namespace subject property=value} separated by commas. */
    @Override
    public String toString() {
        if (entries.isEmpty()) {
            return "empty";
        }
        StringJoiner text = new StringJoiner(", ");
        entries.forEach((key, properties) -> properties.forEach(
                (name, value) -> text.add(key.namespace() + ' ' + key.subject() + ' ' + name + '=' + value)));
        return text.toString();
    }
}
