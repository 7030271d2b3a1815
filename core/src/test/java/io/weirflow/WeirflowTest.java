package io.weirflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.blob.BlobMux;
import io.weirflow.blob.Bucket;
import io.weirflow.blob.MemoryBlobStore;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.exec.Executor;
import io.weirflow.exec.process.ProcessExecutor;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.task.DirFlow;
import io.weirflow.task.FileFlow;
import io.weirflow.task.ListFlow;
import io.weirflow.task.Source;
import io.weirflow.task.Task;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeirflowTest {
    @TempDir
    Path folder;

    private final MemoryBlobStore store = MemoryBlobStore.of("books");
    private final Bucket books = store.bucket("books");
    private Executor executor;
    private Weirflow weirflow;

    @BeforeEach
    void open() {
        BlobMux sources = BlobMux.of(List.of(store));
        MemoryRepository repository = MemoryRepository.create();
        executor = ProcessExecutor.builder(folder.resolve("execs"), repository)
                .blobs(sources)
                .open();
        weirflow = Weirflow.builder()
                .repository(repository)
                .assoc(MemoryAssoc.create())
                .executor(executor)
                .sources(sources)
                .closing(executor)
                .build();
        put("a.txt", "one two two\n");
        put("b/c.txt", "two three\n");
    }

    @AfterEach
    void close() {
        weirflow.close();
    }

    private void put(String key, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        books.put(key, new ByteArrayInputStream(bytes), bytes.length);
    }

    private static FileFlow wordCount() {
        DirFlow texts = Source.uri("mem://books/").asDirectory().glob("**.txt");
        ListFlow<FileFlow> counts = texts.mapFiles(
                "words",
                "1",
                (path, text) -> Task.named("words/" + path)
                        .in("text", text)
                        .command("tr -cs A-Za-z '\\n' <{{text}} | sort | uniq -c")
                        .stdout("counts")
                        .build()
                        .out("counts"));
        return Task.named("merge")
                .in("counts", counts.toDirectory())
                .command(
                        "find {{counts}} -type f -exec cat {} + |"
                                + " awk '{n[$2] += $1} END {for (w in n) printf \"%d %s\\n\", n[w], w}' | sort -k1,1nr -k2 >{{top}}")
                .outFile("top")
                .build()
                .out("top");
    }

    @Test
    void onlyWhatDependsOnAChangeRunsAgain() {
        FileFlow top = wordCount();
        TaskEvaluation first = weirflow.evaluate(top).await();
        assertThat(first.file(top).text()).isEqualTo("3 two\n1 one\n1 three\n");
        assertThat(first.details().progress().ran()).isEqualTo(4);

        TaskEvaluation second = weirflow.evaluate(wordCount()).await();
        assertThat(second.details().progress().ran()).isZero();

        put("b/c.txt", "four\n");
        FileFlow changed = wordCount();
        TaskEvaluation third = weirflow.evaluate(changed).await();
        assertThat(third.file(changed).text()).isEqualTo("2 two\n1 four\n1 one\n");
        assertThat(third.report()).contains("b/c.txt");
    }
}
