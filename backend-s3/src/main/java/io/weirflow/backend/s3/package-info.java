/**
 * Blob store, source and repository on Amazon S3 and on servers that speak its protocol.
 *
 * <ul>
 *   <li>{@link io.weirflow.backend.s3.S3BlobStore} holds the client; {@link io.weirflow.backend.s3.S3Bucket} is a bucket under the
 *       scheme {@code s3}, to read sources from and write results to.
 *   <li>{@link io.weirflow.backend.s3.S3Repository} keeps blobs in a bucket.
 *   <li>Transfers: {@code Uploader} with {@code MultipartUpload}, {@code Downloader}, {@code Copier}; {@code Window} bounds what is
 *       under way. {@code BlobPresence} decides between listing and asking.
 *   <li>{@code S3Failures} is the one class that knows S3's error codes.
 * </ul>
 */
@NullMarked
package io.weirflow.backend.s3;

import org.jspecify.annotations.NullMarked;
