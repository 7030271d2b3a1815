package io.weirflow.store;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The records that a scan returned, in its order.
 *
 * @param records at most as many as the scan's limit; fewer if the range ends or the page has become large enough
 * @param more false if the range was read to its end; if true there may be more, behind the last record. A page without
 *     records has none behind it
 */
public record ScanPage(List<StateRecord> records, boolean more) {
    /** Copies the list. */
    public ScanPage {
        records = ImmutableList.copyOf(records);
        more = more && !records.isEmpty();
    }
}
