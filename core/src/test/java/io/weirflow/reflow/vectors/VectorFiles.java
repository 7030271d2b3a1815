package io.weirflow.reflow.vectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads the vectors from the folder that {@code -Dreflow.vectors=DIR} names, or else from the test resources. */
public final class VectorFiles {
    private VectorFiles() {}

    /** Returns all cases by suite. */
    public static Map<String, List<VectorCase>> read() {
        Path folder = folder();
        Map<String, List<VectorCase>> suites = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(file -> read(file, suites));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the vectors in " + folder, e);
        }
        if (suites.isEmpty()) {
            throw new IllegalStateException("no vectors (*.json) in " + folder.toAbsolutePath());
        }
        return suites;
    }

    private static Path folder() {
        String named = System.getProperty("reflow.vectors", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        try {
            return Path.of(
                    Objects.requireNonNull(VectorFiles.class.getResource("/vectors"), "no vectors in the resources")
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void read(Path file, Map<String, List<VectorCase>> suites) {
        Json json = Json.read(file);
        String suite = json.text("suite");
        List<VectorCase> cases = suites.computeIfAbsent(suite, name -> new ArrayList<>());
        for (Json c : json.get("cases").elements()) {
            cases.add(new VectorCase(suite, c.text("id"), c.text("kind"), c.get("in"), c.get("out")));
        }
    }
}
