package io.weirflow.examples.benchmarks;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Filesets: their digest and Reflow's second stored form. An operation is one file. */
final class ValueBenchmarks {
    private static final int REPEAT = 100;

    private ValueBenchmarks() {}

    static List<Benchmark> all() {
        return List.of(new Benchmark("fileset digest", 1_000, 10_000, "≤ 300 ns a file", ValueBenchmarks::digest));
    }

    private static Sample digest(int files) throws Exception {
        List<Fileset> copies = new ArrayList<>();
        Map<String, File> content = files(files);
        for (int i = 0; i < REPEAT; i++) {
            copies.add(Fileset.directory(content));
        }
        return Meter.measure((long) files * REPEAT, () -> {
            copies.forEach(Fileset::digest);
            return copies;
        });
    }

    static Map<String, File> files(int count) {
        Map<String, File> files = new HashMap<>();
        for (int i = 0; i < count; i++) {
            files.put(
                    "sample/lane" + i % 10 + "/reads_" + i + ".fastq.gz", File.resolved(Digest.of("content " + i), i));
        }
        return files;
    }
}
