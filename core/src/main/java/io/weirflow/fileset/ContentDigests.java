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

    private ContentDigests() {}

    static Digest compute(Fileset root) {
        FramedEncoder encoder = new FramedEncoder();
        Deque<Fileset> pending = new ArrayDeque<>();
        pending.push(root);
        Digest last = null;
        while (!pending.isEmpty()) {
            Fileset node = pending.peek();
            last = node.knownContentDigest();
            if (last == null && pushElements(node, pending)) {
                continue;
            }
            if (last == null) {
                last = digest(node, encoder);
                node.rememberContentDigest(last);
            }
            pending.pop();
        }
        return java.util.Objects.requireNonNull(last);
    }

    /** Pushes the elements whose digest is needed and not known yet; tells whether there are any. */
    private static boolean pushElements(Fileset node, Deque<Fileset> pending) {
        int before = pending.size();
        List<Fileset> elements = node.elements();
        for (int i = elements.size() - 1; i >= 0; i--) {
            Fileset element = elements.get(i);
            if (element.knownContentDigest() == null && !isInline(element)) {
                pending.push(element);
            }
        }
        return pending.size() > before;
    }

    private static boolean isInline(Fileset element) {
        return !element.isList() && element.files().size() <= 1;
    }

    private static Digest digest(Fileset node, FramedEncoder encoder) {
        encoder.begin(DOMAIN);
        if (node.isList()) {
            encoder.number(LIST).number(node.elements().size());
            for (Fileset element : node.elements()) {
                if (isInline(element)) {
                    writeFiles(element, encoder);
                } else {
                    encoder.number(DIGEST).digest(element.contentDigest());
                }
            }
        }
        writeFiles(node, encoder);
        return encoder.finish();
    }

    private static void writeFiles(Fileset node, FramedEncoder encoder) {
        encoder.number(FILES).number(node.files().size());
        node.files().forEach((path, file) -> encoder.text(path).digest(file.digest()));
    }
}
