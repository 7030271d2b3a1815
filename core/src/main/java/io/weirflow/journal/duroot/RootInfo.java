package io.weirflow.journal.duroot;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateValue;

/**
 * Which tree is measured.
 *
 * @param globalRoot its name for all hosts, a clean absolute path
 * @param host the host that has it
 * @param hostRoot its path on that host
 */
public record RootInfo(String globalRoot, String host, String hostRoot) {
    private static final String FORMAT = "weirflow-root";
    private static final int VERSION = 1;

    /**
     * Checks that nothing is empty.
     *
     * @throws WeirflowException of kind INVALID if something is
     */
    public RootInfo {
        if (globalRoot.isEmpty() || host.isEmpty() || hostRoot.isEmpty()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "root",
                    "the root, the host and the path on the host must be stated",
                    globalRoot,
                    host,
                    hostRoot);
        }
    }

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION)
                .text(globalRoot)
                .text(host)
                .text(hostRoot)
                .value();
    }

    static RootInfo read(StateValue value) {
        StateDecoder fields = new StateDecoder(value, "root", FORMAT, VERSION);
        return new RootInfo(fields.text(), fields.text(), fields.text());
    }
}
