package io.weirflow.backend.file;

import io.weirflow.digest.Digest;
import java.nio.file.Path;

/** Where objects lie: {@code <root>/<first two digits>/<the other 62>}, as in Reflow's file repository. */
final class ObjectTree {
    /** The folder for files in the making, which is no part of the tree. */
    static final String TEMP = "tmp";

    private static final int SHARD_DIGITS = 2;

    private final Path root;

    ObjectTree(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path temp() {
        return root.resolve(TEMP);
    }

    Path path(Digest digest) {
        String hex = digest.hex();
        return root.resolve(hex.substring(0, SHARD_DIGITS) + '/' + hex.substring(SHARD_DIGITS));
    }
}
