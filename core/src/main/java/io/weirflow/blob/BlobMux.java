package io.weirflow.blob;

import com.google.common.collect.ImmutableMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.Fileset;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the store for a URL by its scheme, and thereby bucket and key: {@code scheme://bucket/key}. Keys are exact texts:
 * what follows the bucket's slash, not percent-decoded. Thread-safe.
 */
public final class BlobMux {
    private final Map<String, BlobStore> stores;

    /** Returns a mux over some stores, no two of the same scheme. */
    public static BlobMux of(Collection<? extends BlobStore> stores) {
        return new BlobMux(stores);
    }

    private BlobMux(Collection<? extends BlobStore> stores) {
        ImmutableMap.Builder<String, BlobStore> byScheme = ImmutableMap.builder();
        stores.forEach(store -> byScheme.put(store.scheme(), store));
        this.stores = byScheme.buildOrThrow();
    }

    /**
     * An object or folder at a source.
     *
     * @param bucket its bucket
     * @param key its key, or for a folder the prefix, which ends in {@code /} or is empty
     */
    public record Location(Bucket bucket, String key) {
        /** Tells whether this is a folder. */
        public boolean isFolder() {
            return key.isEmpty() || key.endsWith("/");
        }
    }

    /**
     * Returns what a URL names.
     *
     * @throws WeirflowException of kind INVALID for a text that is no such URL, of kind NOT_SUPPORTED for a scheme that no store
     *     is registered for; the message lists those there are
     */
    public Location locate(String url) {
        int colon = url.indexOf("://");
        if (colon <= 0) {
            throw WeirflowException.of(ErrorKind.INVALID, "url", "expected scheme://bucket/key", '"' + url + '"');
        }
        String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
        BlobStore store = stores.get(scheme);
        if (store == null) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "url",
                    "no store is registered for the scheme " + scheme + ", only for " + stores.keySet(),
                    '"' + url + '"');
        }
        int slash = url.indexOf('/', colon + 3);
        String name = url.substring(colon + 3, slash < 0 ? url.length() : slash);
        return new Location(store.bucket(name), slash < 0 ? "" : url.substring(slash + 1));
    }

    /** Returns references to what is at a URL now; see {@link Bucket#snapshot}. */
    public Fileset snapshot(String url) {
        Location location = locate(url);
        return location.bucket().snapshot(location.key());
    }
}
