package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes a verifying stream through and reports once that its content was found damaged. */
final class DamageReporter extends FilterInputStream {
    private final Runnable report;
    private boolean reported;

    DamageReporter(InputStream in, Runnable report) {
        super(in);
        this.report = report;
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException e) {
            throw noticed(e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (IOException e) {
            throw noticed(e);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        try {
            return in.skip(count);
        } catch (IOException e) {
            throw noticed(e);
        }
    }

    private IOException noticed(IOException e) {
        if (!reported && e.getCause() instanceof WeirflowException w && w.is(ErrorKind.INTEGRITY)) {
            reported = true;
            report.run();
        }
        return e;
    }
}
