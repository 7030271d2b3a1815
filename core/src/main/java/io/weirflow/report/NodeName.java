package io.weirflow.report;

import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.JavaNode;

/** Names nodes for people: a command or function by its name, a source or an export as such. */
final class NodeName {
    private NodeName() {}

    static String of(Flow node) {
        if (node instanceof InternNode intern) {
            return "source " + nameOr(node, intern.url());
        }
        if (node instanceof ExternNode extern) {
            return "export " + nameOr(node, extern.url());
        }
        boolean isWork = node instanceof ExecNode || node instanceof JavaNode;
        return isWork ? nameOr(node, node.op()) : node.toString();
    }

    private static String nameOr(Flow node, String otherwise) {
        return node.ident().isEmpty() ? otherwise : node.ident();
    }
}
