package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** When Reflow takes files and filesets for equal, that is of the same content; assertions and times do not matter. */
public final class ReflowEquality {
    private ReflowEquality() {}

    /**
     * Tells whether two resolved files have the same content, or two references the same size, source and (non-empty) ETag and
     * no different content hashes.
     *
     * @throws WeirflowException of kind PRECONDITION if one is a reference and the other is resolved
     */
    public static boolean equal(File a, File b) {
        if (a.isReference() != b.isReference()) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "compare", "a reference cannot be compared with a resolved file", a, b);
        }
        if (!a.isReference()) {
            return a.id().equals(b.id());
        }
        Optional<Digest> hashA = a.contentHash();
        Optional<Digest> hashB = b.contentHash();
        return a.sizeBytes() == b.sizeBytes()
                && a.source().equals(b.source())
                && !a.etag().isEmpty()
                && a.etag().equals(b.etag())
                && (hashA.isEmpty() || hashB.isEmpty() || hashA.equals(hashB));
    }

    /** Tells whether two filesets have lists of the same length, the same paths, and equal elements and files. */
    public static boolean equal(Fileset a, Fileset b) {
        Deque<Fileset> pending = new ArrayDeque<>();
        pending.push(a);
        pending.push(b);
        while (!pending.isEmpty()) {
            Fileset right = pending.pop();
            Fileset left = pending.pop();
            if (left.elements().size() != right.elements().size() || !equalFiles(left.files(), right.files())) {
                return false;
            }
            for (int i = 0; i < left.elements().size(); i++) {
                pending.push(left.elements().get(i));
                pending.push(right.elements().get(i));
            }
        }
        return true;
    }

    private static boolean equalFiles(Map<String, File> a, Map<String, File> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<String, File> entry : a.entrySet()) {
            File left = entry.getValue();
            File right = b.get(entry.getKey());
            if (right == null || left.isReference() != right.isReference() || !equal(left, right)) {
                return false;
            }
        }
        return true;
    }
}
