package io.weirflow.backend.s3;

import io.weirflow.backend.s3.S3Failures.Effect;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The content of a reply. Its end is reported only after as many bytes as were announced; a connection that breaks before is an
 * {@link IOException} whose cause is a {@link WeirflowException} of a transient kind. Closing it early drops the connection
 * instead of reading the rest. Not thread-safe.
 */
final class ObjectStream extends InputStream {
    private final ResponseInputStream<GetObjectResponse> in;
    private final String url;
    private final long lengthBytes;
    private long readBytes;
    private boolean ended;
    private boolean closed;

    ObjectStream(ResponseInputStream<GetObjectResponse> in, String url) {
        this.in = in;
        this.url = url;
        this.lengthBytes =
                in.response().contentLength() == null ? -1 : in.response().contentLength();
    }

    /** Returns how many bytes were announced. */
    long lengthBytes() {
        return lengthBytes;
    }

    /** Returns the ETag of the version that this reads, with its quotes. */
    String etag() {
        return in.response().eTag();
    }

    /** Returns what part of the object this is: all of it where the server does not know ranges. */
    ContentRange range() {
        String header = in.response().contentRange();
        return header == null ? new ContentRange(lengthBytes, lengthBytes) : ContentRange.parse(header, url);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the stream of " + url + " is closed");
        }
        int count;
        try {
            count = in.read(buffer, offset, length);
        } catch (SdkException e) {
            throw new IOException(S3Failures.of(e, Effect.NONE, "read", url));
        } catch (SocketTimeoutException e) {
            throw broken(e, ErrorKind.TIMEOUT);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw broken(e, ErrorKind.TEMPORARY);
        }
        if (count < 0) {
            if (lengthBytes >= 0 && readBytes < lengthBytes) {
                throw broken(new IOException("the content ended early"), ErrorKind.TEMPORARY);
            }
            ended = true;
            return -1;
        }
        readBytes += count;
        return count;
    }

    private IOException broken(IOException e, ErrorKind kind) {
        String message = "the connection broke after " + readBytes + " of " + lengthBytes + " bytes: " + e.getMessage();
        return new IOException(new WeirflowException(Failure.of(kind, "read", message, url), e));
    }

    @Override
    public int available() throws IOException {
        return closed ? 0 : in.available();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (!ended && readBytes != lengthBytes) {
            in.abort();
        }
        try {
            in.close();
        } catch (IOException | SdkException e) {
            // Nothing more is wanted from this connection.
        }
    }
}
