package io.weirflow.fileset;

import io.weirflow.base.WeirflowException;

/**
 * Weirflow's stored form of filesets: complete, compact and canonical, that is equal filesets have equal bytes.
 *
 * <p>Layout, numbers being groups of seven bits, the lowest first ("varint"), and texts a varint of their length in bytes
 * followed by UTF-8:
 *
 * <ul>
 *   <li>the three bytes {@code WFS} and the version, 1
 *   <li>varint: the number of bytes of the root node
 *   <li>the root node: a byte of flags (1: is a list, 2: has files); for a list the varint of its size; if it has files the
 *       varint of their number, then each file in the order of paths; then the list's elements, which are nodes
 *   <li>a file: the path as the varint of how many bytes it shares with the path before it in this node and the text of the
 *       rest; a byte of flags (1: resolved, 2: source, 4: ETag, 8: time of last change, 16: content hash, 32: assertions);
 *       the varint of its size; then what the flags say, in their order: 32 bytes, text, text, varints of the seconds since
 *       1970 (zigzag) and of nanoseconds, 32 bytes, varint of the number of its assertions
 *   <li>assertions are numbered from 0 in the order of their first occurrence, where they follow their number: the varint of
 *       the number of keys, for each namespace and subject, the varint of the number of properties, for each name and value
 *   <li>four bytes: CRC-32C of all bytes before, the lowest first
 * </ul>
 *
 * <p>Times are kept to the nanosecond, in UTC. Lists may be nested to a depth of {@value #MAX_DEPTH}. Thread-safe; nothing recurses.
 */
public final class FilesetFormat {
    /** How deep lists may be nested. */
    public static final int MAX_DEPTH = 10_000;

    static final int VERSION = 1;
    static final int CHECKSUM_BYTES = 4;

    static final int IS_LIST = 1;
    static final int HAS_FILES = 2;

    static final int RESOLVED = 1;
    static final int SOURCE = 2;
    static final int ETAG = 4;
    static final int LAST_MODIFIED = 8;
    static final int CONTENT_HASH = 16;
    static final int ASSERTIONS = 32;

    private FilesetFormat() {}

    /**
     * Returns the stored form of a fileset.
     *
     * @throws WeirflowException of kind NOT_SUPPORTED if lists are nested deeper than {@value #MAX_DEPTH}, a text is not
     *     well-formed Unicode, or the form would exceed 1 GiB
     */
    public static byte[] encode(Fileset fileset) {
        return new FilesetWriter().write(fileset);
    }

    /**
     * Returns the fileset of a stored form. Memory is taken in proportion to the bytes that are there, not to what they say.
     *
     * @throws WeirflowException of kind INTEGRITY if the bytes are not exactly what {@link #encode} returns for some fileset; of
     *     kind NOT_SUPPORTED if they are of a later version
     */
    public static Fileset decode(byte[] stored) {
        return new FilesetReader(stored).read();
    }
}
