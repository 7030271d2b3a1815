package io.weirflow.exec;

import java.io.InputStream;
import java.io.OutputStream;

/** An interactive shell beside a running exec. Closing it ends the shell, not the exec. */
public interface Shell extends AutoCloseable {
    /** Returns where to write the shell's input. */
    OutputStream stdin();

    /** Returns the shell's output and error, as a terminal would show them. */
    InputStream stdout();

    @Override
    void close();
}
