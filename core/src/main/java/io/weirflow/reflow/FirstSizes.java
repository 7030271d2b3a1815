package io.weirflow.reflow;

import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.List;

/** The sizes of a list, of its first element, of that one's first element and so on: in time linear in the whole. */
final class FirstSizes {
    private FirstSizes() {}

    static long[] of(Fileset fileset) {
        List<Fileset> chain = new ArrayList<>();
        for (Fileset node = fileset; node.isList(); node = node.elements().get(0)) {
            chain.add(node);
            if (node.elements().isEmpty()) {
                break;
            }
        }
        long[] sizes = new long[chain.size()];
        for (int i = chain.size() - 1; i >= 0; i--) {
            Fileset node = chain.get(i);
            List<Fileset> elements = node.elements();
            sizes[i] = ownSize(node);
            for (int j = 0; j < elements.size(); j++) {
                sizes[i] += j == 0 && i + 1 < chain.size()
                        ? sizes[i + 1]
                        : elements.get(j).sizeBytes();
            }
        }
        return sizes;
    }

    private static long ownSize(Fileset node) {
        return node.files().values().stream()
                .mapToLong(file -> file.sizeBytes())
                .sum();
    }
}
