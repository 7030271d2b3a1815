package io.weirflow.reflow;

import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Which lists within a fileset have no files anywhere: found out for all of them at once, in linear time. */
final class EmptyNodes {
    private final IdentityHashMap<Fileset, Boolean> lists = new IdentityHashMap<>();

    /** A list and the index of the one that it is an element of. */
    private record Node(Fileset list, int parent) {}

    /** Looks at a fileset and all its elements. */
    void add(Fileset root) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(root, 0));
        for (int i = 0; i < nodes.size(); i++) {
            for (Fileset element : nodes.get(i).list.elements()) {
                if (element.isList()) {
                    nodes.add(new Node(element, i));
                }
            }
        }
        boolean[] filled = new boolean[nodes.size()];
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Fileset list = nodes.get(i).list;
            filled[i] |= !list.files().isEmpty()
                    || list.elements().stream()
                            .anyMatch(element -> !element.files().isEmpty());
            filled[nodes.get(i).parent] |= filled[i];
            lists.put(list, !filled[i]);
        }
    }

    /** Tells whether a node of a fileset that was added has no files anywhere. */
    boolean isEmpty(Fileset node) {
        return node.isList() ? lists.getOrDefault(node, true) : node.files().isEmpty();
    }
}
