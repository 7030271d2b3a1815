package io.weirflow.blob;

import com.google.common.collect.ImmutableMap;
import io.weirflow.assertion.AssertionGenerator;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.VerifyingInputStream;
import java.io.InputStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the store for a URL by its scheme, and thereby bucket and key: {@code scheme://bucket/key}. Keys are exact texts:
 * what follows the bucket's slash, with spaces, percent signs, question and number signs as they are. Thread-safe.
 */
public final class BlobMux {
    private final Map<String, BlobStore> stores;

    /**
     * Returns a mux over some stores.
     *
     * @throws WeirflowException of kind INVALID if two have the same scheme
     */
    public static BlobMux of(Collection<? extends BlobStore> stores) {
        return new BlobMux(stores);
    }

    private BlobMux(Collection<? extends BlobStore> stores) {
        ImmutableMap.Builder<String, BlobStore> byScheme = ImmutableMap.builder();
        stores.forEach(store -> byScheme.put(store.scheme(), store));
        try {
            this.stores = byScheme.buildOrThrow();
        } catch (IllegalArgumentException e) {
            throw WeirflowException.wrap(e, ErrorKind.INVALID, "blob stores: one store for each scheme");
        }
    }

    /**
     * An object or folder at a source.
     *
     * @param store the store it is in
     * @param bucket its bucket
     * @param key its key, or for a folder the prefix, which ends in {@code /} or is empty
     */
    public record Location(BlobStore store, Bucket bucket, String key) {
        /** Tells whether this is a folder. */
        public boolean isFolder() {
            return key.isEmpty() || key.endsWith("/");
        }

        /** Returns the URL. */
        public String url() {
            return bucket.url(key);
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
        return new Location(store, store.bucket(name), slash < 0 ? "" : url.substring(slash + 1));
    }

    /**
     * Describes the object at a URL.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is none, and as {@link #locate}
     */
    public File stat(String url) {
        Location location = locate(url);
        return location.bucket().stat(location.key());
    }

    /**
     * Opens the content that a reference stands for; the caller closes the stream. If the content's digest is known, whoever reads
     * to the end gets it or an exception of kind INTEGRITY.
     *
     * @throws WeirflowException of kind NOT_EXIST if it is gone, of kind PRECONDITION if it has another ETag by now, and as
     *     {@link #locate}
     */
    public InputStream open(File reference) {
        Location location = locate(reference.source());
        Optional<String> etag = Optional.of(reference.etag()).filter(text -> !text.isEmpty());
        InputStream in = location.bucket().open(location.key(), etag);
        Optional<Digest> hash = reference.contentHash();
        return hash.isPresent() ? new VerifyingInputStream(in, hash.get(), reference.sizeBytes()) : in;
    }

    /** Returns references to what is at a URL now; see {@link Bucket#snapshot}. */
    public Fileset snapshot(String url) {
        Location location = locate(url);
        return location.bucket().snapshot(location.key());
    }

    /** Returns references to what is at a URL now, each with assertions of the namespace {@code blob} about itself. */
    public Fileset snapshotWithAssertions(String url) {
        Fileset snapshot = snapshot(url);
        ImmutableMap.Builder<String, File> asserted = ImmutableMap.builder();
        snapshot.files()
                .forEach((path, file) ->
                        asserted.put(path, file.withAssertions(BlobAssertions.about(file.source(), file))));
        return Fileset.directory(asserted.buildOrThrow());
    }

    /**
     * Returns a generator for the namespace {@code blob}, whose subjects are URLs. About an object that is gone it asserts
     * nothing, which is not what was asserted when it was there.
     */
    public AssertionGenerator assertionGenerator() {
        return new BlobAssertions(this);
    }

    /**
     * Tells whether the object at a URL has to be written so that it has the content of another one. It has not if the sizes
     * are equal and either, within one scheme, the ETags are, or the content hashes. What is not known is taken to differ.
     */
    public boolean needTransfer(String destination, String source) {
        return BlobTransfer.needed(locate(destination), locate(source));
    }

    /** Tells whether {@link #transfer} can copy without passing the content through this process. */
    public boolean canTransfer(String destination, String source) {
        return locate(destination).store().equals(locate(source).store());
    }

    /**
     * Copies an object to a URL, within its store if both are in the same one, else as a stream. Size and, if known, digest are
     * verified. Returns the description of the copy.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such object, of kind PRECONDITION if it changes meanwhile, of kind
     *     INVALID if one of the URLs names a folder
     */
    public File transfer(String destination, String source) {
        return BlobTransfer.transfer(locate(destination), locate(source));
    }
}
