package io.weirflow.reflow;

import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.Fileset;

/**
 * Filesets in Reflow's stored form of version 2: {@code v201}, the number of elements of the root list as eight bytes, the
 * lowest first, then parts, each the number of its bytes likewise and a message of protocol buffers.
 *
 * <p>Messages (version 3 of protocol buffers):
 *
 * <pre>
 * FilesetPart          oneof { FilePart fp = 1; FileMappingPart fmp = 2; AssertionsKeyPart akp = 3; AssertionsGroupPart agp = 4 }
 * FilePart             int32 id = 1; FileP file = 2; int32 assertionsGroupId = 3
 * FileP                string id = 1; int64 size = 2; string source = 3; string etag = 4; Timestamp lastModified = 5;
 *                      string contentHash = 6
 * FileMappingPart      int32 depth = 1; int32 index = 2; string key = 3; int32 fileId = 4
 * AssertionsKeyPart    int32 id = 1; string subject = 2; oneof { BlobProperties bp = 3 }
 * BlobProperties       string etag = 1; string lastModified = 2; string size = 3
 * AssertionsGroupPart  int32 id = 1; repeated int32 keyIds = 2
 * Timestamp            int64 Seconds = 1; int64 Nanos = 2
 * </pre>
 *
 * <p>The form cannot say everything: lists within lists, namespaces of assertions and properties other than {@code etag},
 * {@code last-modified} and {@code size} have no place in it, files of equal digest become one, and it has no end mark, so that
 * a stream that was cut off between two parts reads as a smaller fileset: readers rely on the digest of the whole.
 */
public final class FilesetV2 {
    private FilesetV2() {}

    /**
     * Returns the stored form, with paths in order, so that unlike Reflow's equal filesets give equal bytes.
     *
     * @param referenceFields whether sources, ETags, times and content hashes are kept
     * @param assertions whether assertions are kept
     * @throws WeirflowException of kind NOT_SUPPORTED if a list has a list with elements in it, or the form would exceed 1 GiB
     */
    public static byte[] write(Fileset fileset, boolean referenceFields, boolean assertions) {
        return new FilesetV2Writer(referenceFields, assertions).write(fileset);
    }

    /**
     * Returns the fileset of a stored form. Memory is taken in proportion to the bytes that are there.
     *
     * @throws WeirflowException of kind INVALID if the bytes are malformed or cut off within a part
     */
    public static Fileset read(byte[] stored) {
        return new FilesetV2Reader(stored).read();
    }
}
