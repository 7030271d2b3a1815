package io.weirflow.executor.docker;

import io.weirflow.base.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Stands before a server of plain HTTP and hangs up at once on who begins with TLS, which an engine tries first. The server would
 * wait for the end of a line in what it takes for a request, and the engine for an answer.
 */
final class PlainFront implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket front;
    private final InetSocketAddress server;

    PlainFront(InetSocketAddress server) throws IOException {
        this.server = server;
        front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Threads.perTaskExecutor().execute(this::accept);
    }

    int port() {
        return front.getLocalPort();
    }

    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket client = front.accept();
                Threads.perTaskExecutor().execute(() -> serve(client));
            } catch (IOException e) {
                // closed, or a client that is gone already
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            int first = client.getInputStream().read();
            if (first < 0 || first == TLS_HANDSHAKE) {
                return;
            }
            try (Socket behind = new Socket(server.getAddress(), server.getPort())) {
                behind.getOutputStream().write(first);
                Threads.perTaskExecutor().execute(() -> copy(behind, client));
                copy(client, behind);
            }
        } catch (IOException e) {
            // the engine has hung up
        }
    }

    /** Copies until one side ends, and then ends the other. */
    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // one side has hung up
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
    }
}
