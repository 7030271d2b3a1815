package io.weirflow.fileset;

import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Computes {@link Fileset#contentDigest()}: of each fileset from those of its elements, every field framed. Elements that
 * are a single file are written where they stand, so that a list of many files costs no digest for each.
 */
final class ContentDigests {
    private static final String DOMAIN = "weirflow.fileset.1";
    private static final int FILES = 0;
    private static final int LIST = 1;
    private static final int DIGEST = 2;
    private static final ThreadLocal<FramedEncoder> ENCODER = ThreadLocal.withInitial(FramedEncoder::new);

    private ContentDigests() {}

    /** Computes and remembers the digest of a fileset and of all elements that are not written where they stand. */
    static Digest compute(Fileset root) {
        FramedEncoder encoder = ENCODER.get();
        if (!root.isList()) {
            return remember(root, encoder);
        }
        Deque<Fileset> pending = new ArrayDeque<>();
        pending.push(root);
        Digest last = null;
        while (last == null || !pending.isEmpty()) {
            Fileset node = pending.peek();
            last = node.knownContentDigest();
            if (last == null && pushElements(node, pending)) {
                continue;
            }
            last = last == null ? remember(node, encoder) : last;
            pending.pop();
        }
        return last;
    }

    /** Pushes the elements whose digest is needed and not known yet; tells whether there are any. */
    private static boolean pushElements(Fileset node, Deque<Fileset> pending) {
        int before = pending.size();
        List<Fileset> elements = node.elements();
        for (int i = elements.size() - 1; i >= 0; i--) {
            Fileset element = elements.get(i);
            if (!isInline(element) && element.knownContentDigest() == null) {
                pending.push(element);
            }
        }
        return pending.size() > before;
    }

    private static boolean isInline(Fileset fileset) {
        return !fileset.isList() && fileset.table().size() <= 1;
    }

    private static Digest remember(Fileset node, FramedEncoder encoder) {
        encoder.begin(DOMAIN);
        if (node.isList()) {
            List<Fileset> elements = node.elements();
            encoder.number(LIST).number(elements.size());
            for (int i = 0; i < elements.size(); i++) {
                write(elements.get(i), encoder);
            }
        }
        files(node.table(), encoder);
        Digest digest = encoder.finish();
        node.rememberContentDigest(digest);
        return digest;
    }

    /** Writes a fileset: if it is small in full, else by its digest. */
    static void write(Fileset fileset, FramedEncoder encoder) {
        if (isInline(fileset)) {
            files(fileset.table(), encoder);
        } else {
            encoder.number(DIGEST).digest(fileset.contentDigest());
        }
    }

    private static void files(FileTable files, FramedEncoder encoder) {
        int size = files.size();
        encoder.number(FILES).number(size);
        for (int i = 0; i < size; i++) {
            encoder.text(files.path(i)).digest(files.file(i).digest());
        }
    }
}
