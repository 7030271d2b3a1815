package io.weirflow.executor.docker;

import io.weirflow.base.Threads;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands before an engine's socket and notes what is asked of it. */
final class EngineFront implements AutoCloseable {
    /** A client waits for the answer before it sends the next request, so that each begins what is read. */
    private static final Pattern REQUEST = Pattern.compile("([A-Z]+) (?:/v[0-9.]+)?/([^ ?]*)");

    private final Path folder;
    private final ServerSocketChannel front;
    private final Path engine;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    EngineFront(String engineHost) throws IOException {
        engine = Path.of(engineHost.substring("unix://".length()));
        folder = Files.createTempDirectory(Path.of("/tmp"), "weirflow-front-"); // sockets have short paths
        front = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        front.bind(UnixDomainSocketAddress.of(folder.resolve("docker.sock")));
        Threads.perTaskExecutor().execute(this::accept);
    }

    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** Returns method and path of the requests since the last call, names and digests left out, but for lists of containers. */
    List<String> take() {
        List<String> taken = List.copyOf(requests);
        requests.clear();
        return taken.stream()
                .filter(request -> !request.equals("GET containers/json"))
                .map(request -> request.replaceAll("weirflow-[0-9a-f]+-[0-9a-f]+", "NAME"))
                .map(request -> request.replaceAll("images/.*/json", "images/IMAGE/json"))
                .toList();
    }

    private void accept() {
        while (front.isOpen()) {
            try {
                SocketChannel client = front.accept();
                Threads.perTaskExecutor().execute(() -> serve(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                SocketChannel behind = SocketChannel.open(UnixDomainSocketAddress.of(engine))) {
            Threads.perTaskExecutor().execute(() -> copy(behind, client, false));
            copy(client, behind, true);
        } catch (IOException e) {
            // one side has hung up
        }
    }

    private void copy(SocketChannel from, SocketChannel to, boolean isAsking) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                if (isAsking) {
                    note(StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString());
                }
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // one side has hung up
        }
    }

    private void note(String sent) {
        Matcher matcher = REQUEST.matcher(sent);
        if (matcher.lookingAt()) {
            requests.add(matcher.group(1) + " " + matcher.group(2));
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
        Files.deleteIfExists(folder.resolve("docker.sock"));
        Files.delete(folder);
    }
}
