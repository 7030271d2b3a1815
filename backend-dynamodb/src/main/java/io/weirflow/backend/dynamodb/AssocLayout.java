package io.weirflow.backend.dynamodb;

import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.DigestPrefix;
import io.weirflow.digest.Digest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How entries of an assoc are items of a table. Implementations are thread-safe. */
interface AssocLayout {
    /** Returns the kinds of entries that the layout has a place for. */
    Set<AssocKind> kinds();

    /** Returns the attribute that holds the time of the last use in seconds. */
    String lastUseAttribute();

    /** Returns the key of the item in which an entry is. */
    Map<String, AttributeValue> itemKey(AssocKey key);

    /**
     * Returns the entries in an item; malformed ones are logged and left out, attributes that are not known are passed over. The
     * time of the last use is {@link Instant#MIN} if the item has none.
     */
    List<AssocEntry> entries(Map<String, AttributeValue> item);

    /** Stores entries that are of its kinds. */
    void store(Map<AssocKey, AssocValue> entries, Instant now);

    /** Records that an item was used, if it is there. */
    void use(Map<String, AttributeValue> itemKey, Instant now);

    /** Removes entries that are of its kinds. */
    void delete(Collection<AssocKey> keys);

    /** Returns the first digests of keys, as {@link io.weirflow.cache.Assoc#expand} does. */
    List<Digest> expand(AssocKind kind, DigestPrefix prefix);
}
