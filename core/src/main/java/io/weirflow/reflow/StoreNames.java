package io.weirflow.reflow;

import io.weirflow.cache.AssocKind;
import io.weirflow.digest.Digest;

/** The names under which Reflow's stores keep things. */
public final class StoreNames {
    private StoreNames() {}

    /** Returns the path of an object below a file repository's root: its first two hexadecimal digits, a slash, the rest. */
    public static String objectPath(Digest digest) {
        String hex = digest.hex();
        return hex.substring(0, 2) + '/' + hex.substring(2);
    }

    /** Returns the name of a kind of entries in the cache's index. */
    public static String assocKind(int number) {
        return switch (number) {
            case 0 -> AssocKind.FILESET.text();
            case 1 -> AssocKind.FILESET_V2.text();
            default -> "Kind(" + number + ")";
        };
    }
}
